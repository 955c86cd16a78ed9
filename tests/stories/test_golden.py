"""The golden personas of the catalogue of signs (C-13), as raw messages through the real pipeline. The number is the catalogue's.

12, 28 and 15 behind a cloud gateway stand in `test_programs.py`.
"""

import pytest
from conftest import IPHONE, START, Visitor

from tracker.judge import judge_touched
from tracker.model import DAY_MS
from tracker.rulebook import load
from tracker.wire import Ask

RIVALS = {"competitor_domains": ("rivalsoft.test",)}


def test_01_a_finance_chief_who_checks_the_company_is_a_prospect(judge, says):
    cfo = Visitor("v1").page("/", "Pumps").page("/careers", "Careers").page("/careers/fitter", "Fitter").page("/pricing", "Pricing")
    cfo.page("/security", "Security and compliance").page("/request-a-demo", "Request a demo").track("Demo Requested", email="cfo@waterworks.test", title="CFO")
    answer = judge(cfo)
    assert (answer.said, answer.row["list"]) == ("prospect", "lead")
    assert says(answer, "asked for a demo")


def test_02_a_candidate_who_reads_prices_first_is_a_job_seeker(judge, says):
    candidate = (
        Visitor("v2")
        .came("https://www.indeed.com/viewjob")
        .page("/careers/fitter", "Fitter (m/f)")
        .page("/pricing", "Pricing")
        .page("/products/pump-5", "Pump 5")
    )
    candidate.page("/about-us", "The team").page("/careers/apply-online", "Apply now").track("Application Submitted", email="sam@gmail.com")
    answer = judge(candidate)
    assert (answer.said, answer.row["list"]) == ("job_seeker", "excluded")
    assert says(answer, "sent a job application (Application Submitted)") and says(answer, "came from a job board (www.indeed.com)")


def test_03_a_university_that_tenders_is_a_prospect(judge, says):
    cio = Visitor("v3", address="203.0.113.80").page("/products", "Products").page("/pricing", "Pricing").page("/request-a-quote", "Request a quote")
    cio.form("Please send us a quotation for 40 licences, we want to buy before July.", email="cio@ox.ac.uk", title="Chief Information Officer")
    answer = judge(cio)
    assert answer.said == "prospect"
    assert says(answer, "asked for a price or offer") and says(answer, "reads like a buyer's message")


def test_04_a_thesis_from_a_free_mailbox_is_a_students(judge, says):
    student = Visitor("v4").page("/about-us", "About us").page("/contact-us", "Contact")
    student.form("I am writing my bachelor thesis about pumps. Could you answer my questionnaire?", email="lea@gmail.com")
    answer = judge(student)
    assert (answer.said, answer.row["list"]) == ("student", "excluded")
    assert says(answer, "study or teaching")


def test_05_a_former_student_with_a_title_who_starts_a_trial_is_a_prospect(judge, says):
    buyer = Visitor("v5").page("/pricing", "Pricing").track("Trial Started", email="kim@alumni.stanford.edu", title="Vice President Operations")
    answer = judge(buyer)
    assert (answer.said, answer.row["list"]) == ("prospect", "lead")
    assert says(answer, "asked for a demo or began a trial")


def test_06_a_weekly_reader_of_prices_and_news_is_never_convicted(judge, says):
    reader = Visitor("v6")
    for _ in range(6):
        reader.page("/pricing", "Pricing").page("/changelog", "Release notes").later(days=7)
    answer = judge(reader, **RIVALS)
    assert answer.said != "competitor"
    assert says(answer, "came back to the offer") and answer.row["list"] != "lead"


def test_07_a_rival_who_asks_for_a_demo_under_its_own_name_is_a_competitor(judge, says):
    rival = Visitor("v7").page("/products", "Products").page("/pricing", "Pricing").page("/request-a-demo", "Demo")
    answer = judge(rival.track("Demo Requested", email="pm@rivalsoft.test"), **RIVALS)
    assert (answer.said, answer.row["list"]) == ("competitor", "excluded")
    assert says(answer, "competitor's address")


def test_08_four_colleagues_who_look_at_everything_within_three_days_are_no_rivals(judge):
    colleagues = [Visitor(f"v8-{number}", address="198.51.100.8").later(hours=number * 9) for number in range(4)]
    for one in colleagues:
        one.page("/products", "Products").page("/pricing", "Pricing").page("/compare", "Comparison").page("/case-studies", "Case studies").page(
            "/security", "Security"
        )
    colleagues[0].page("/request-a-quote", "Quote").track("Quote Requested", email="buyer@city.test")
    said = judge.all(*colleagues)
    assert [answer.said for answer in said] == ["prospect"] * 4
    assert said[0].row["list"] == "lead"


def test_09_a_customer_at_billing_and_prices_is_a_customer_with_a_wish(judge, says):
    admin = Visitor("v9").page("/login", "Log in", host="app.shop.test").track("Signed In").identify("u9", email="admin@client.test")
    admin.page("/billing", "Billing").page("/pricing", "Plans and pricing").later(days=2).page("/pricing", "Plans and pricing")
    answer = judge(admin)
    assert (answer.said, answer.row["list"], answer.row["reason"]) == ("customer", "lead", "customer_asks")
    assert says(answer, "signed in") and says(answer, "/billing")


def test_10_an_employee_on_changing_networks_is_staff(judge, says):
    employee = Visitor("v10").page("/", "Pumps").identify("u10", email="joe@shop.test")
    employee.address = "198.51.100.99"
    answer = judge(employee.page("/pricing", "Pricing").page("/request-a-quote", "Quote"))
    assert (answer.said, answer.row["list"]) == ("other", "excluded")
    assert says(answer, "has an address of this company")


def test_11_a_mail_gateway_is_a_program_and_the_reader_after_it_is_not(judge):
    gateway = Visitor("v11-a", address="203.0.113.70")
    links = ("/case-studies/a", "/pricing", "/request-a-demo", "/webinars/may", "/products/pump-5", "/blog/news", "/privacy-policy")
    for link in links:
        gateway.referrer = ""
        gateway.page(f"{link}?utm_source=newsletter&utm_medium=email", seconds=0.6)
    reader = Visitor("v11-b").later(hours=3).page("/pricing?utm_source=newsletter&utm_medium=email", "Pricing")
    program, person = judge.all(gateway, reader)
    assert program.said == "bot" and person.said == "unknown"


@pytest.mark.parametrize("agent", [
    "Mozilla/5.0 (Linux; Android 9; CUBOT_X19) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Linux; Android 10; FEVER bz) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.0.0 Mobile Safari/537.36",
])  # fmt: skip
def test_13_odd_phones_are_people(judge, agent):
    answer = judge(Visitor("v13", agent=agent).page("/products", "Products").page("/pricing", "Pricing"))
    assert answer.said != "bot" and answer.probabilities["bot"] < 0.1


def test_14_a_buyer_behind_a_relay_is_a_prospect(judge, says):
    buyer = Visitor("v14", agent=IPHONE, address="203.0.113.60").page("/products/pump-5", "Pump 5").page("/pricing", "Pricing")
    answer = judge(buyer.page("/request-a-quote", "Quote").form("We need ten pumps, please send us a quotation.", email="eva@town.test"))
    assert (answer.said, answer.row["list"]) == ("prospect", "lead")
    assert says(answer, "asked for a price or offer")


def test_15_one_address_of_a_gateway_holds_people_of_every_kind(judge):
    def at(name: str) -> Visitor:
        return Visitor(name, address="203.0.113.50")

    buyer = at("a").page("/pricing", "Pricing").track("Quote Requested", email="a@firm.test")
    customer = at("b").page("/login", "Log in").track("Signed In").page("/billing", "Invoices")
    applicant = at("c").page("/careers", "Careers").page("/careers/fitter", "Fitter").track("Application Submitted", email="c@gmail.com")
    seller = at("d").page("/contact-us", "Contact").form("We help companies to rank on Google with our SEO services.", email="d@seo.test")
    passer = at("e").page("/", "Pumps")
    said = [answer.said for answer in judge.all(buyer, customer, applicant, seller, passer)]
    assert said == ["prospect", "customer", "job_seeker", "other", "unknown"]


def test_16_three_people_with_accounts_at_one_library_computer_stay_three(judge):
    computer = Visitor("v16").signs_in("sam", email="sam@gmail.com").page("/careers", "Careers").page("/careers/fitter", "Fitter (m/f)")
    computer.page("/careers/apply-online", "Apply now").track("Application Submitted", email="sam@gmail.com").signs_in("")
    computer.signs_in("lea").page("/contact-us", "Contact").form("I am writing my bachelor thesis about pumps. Could you answer my questionnaire?", email="lea@gmail.com").signs_in("")
    computer.signs_in("eva").page("/products", "Products").page("/pricing", "Pricing").page("/request-a-quote", "Request a quote")
    computer.form("We need ten pumps, please send us a quotation.", email="eva@town.test").signs_in("").page("/", "Pumps")
    store = judge.store(computer)
    said = {name: store.known("shop", store.resolve("shop", name)) for name in ("sam", "lea", "eva", "v16")}
    rows = {row.visitor: row for place in ("lead", "review", "excluded") for row in store.slice(Ask(site="shop", place=place, limit=9)).rows}
    told = {name: (rows[known.visitor].place, rows[known.visitor].row["class"]) for name, known in said.items()}
    assert told == {"sam": ("excluded", "job_seeker"), "lea": ("excluded", "student"), "eva": ("lead", "prospect"), "v16": ("excluded", "unknown")}


def test_16_a_person_takes_the_library_computer_out_of_a_buyer(judge):
    computer = Visitor("v16").page("/careers", "Careers").page("/careers/fitter", "Fitter (m/f)").page("/careers/apply-online", "Apply now")
    computer.track("Application Submitted", email="sam@gmail.com").later(hours=1).signs_in("eva").page("/products", "Products")
    computer.page("/pricing", "Pricing").page("/request-a-quote", "Quote").form("We need ten pumps, please send us a quotation.", email="eva@town.test")
    store = judge.store(computer)
    together = store.resolve("shop", "v16")
    assert together == store.resolve("shop", "eva")

    def place(name: str) -> str:
        while judge_touched(store, lambda work: work(), load(), round(START.timestamp() * 1000) + DAY_MS):
            pass
        rows = {row.visitor: place for place in ("lead", "review", "excluded") for row in store.slice(Ask(site="shop", place=place, limit=9)).rows}
        return rows[store.resolve("shop", name)]

    assert place("eva") != "lead"
    store.cut("shop", "d:v16", True)
    assert (place("eva"), place("v16")) == ("lead", "excluded")
    assert store.resolve("shop", together) in (store.resolve("shop", "eva"), store.resolve("shop", "v16"))


def test_17_a_journalist_with_a_deadline_goes_to_the_press_desk(judge, says):
    journalist = Visitor("v17").page("/press-releases", "Press releases").page("/contact-us", "Contact")
    answer = judge(journalist.form("I am a journalist writing an article about pumps, my deadline is Friday.", email="n@daily.test"))
    assert (answer.said, answer.row["list"]) == ("other", "excluded")
    assert says(answer, "press")


def test_18_an_analyst_of_a_fund_is_an_investor(judge, says):
    analyst = (
        Visitor("v18").came("https://www.crunchbase.com/organization/shop").page("/about-us", "About us").page("/investor-relations", "Investor relations")
    )
    answer = judge(analyst.form("Our venture capital fund would like to invest in your company.", email="z@growth.vc"))
    assert (answer.said, answer.row["list"]) == ("other", "excluded")
    assert says(answer, "writes about investing (“venture capital”)") and says(answer, "growth.vc")


def test_19_a_pitch_in_russian_is_a_pitch(judge, says):
    agency = Visitor("v19").page("/contact-us", "Contact")
    answer = judge(agency.form("Здравствуйте! Предлагаем услуги по продвижению сайтов, выведем ваш сайт в топ.", email="seo@top.test"), languages=("en", "ru"))
    assert (answer.said, answer.row["list"]) == ("other", "excluded")
    assert says(answer, "offers us something for sale (“предлагаем услуги”)")


def test_20_where_job_words_are_the_product_the_owner_says_so(judge):
    def buyer() -> Visitor:
        return Visitor("v20").page("/jobs/post-a-job", "Jobs").page("/jobs/multiposting", "Jobs").page("/pricing", "Pricing")

    muted = {name: {"job_seeker": 0} for name in ("careers_page", "vacancy_page", "mostly_vacancies")}
    assert judge(buyer()).said == "job_seeker"
    assert judge(buyer(), votes=muted).said in ("prospect", "unknown")


def test_21_where_students_buy_a_student_is_a_prospect(judge, says):
    learner = (
        Visitor("v21", address="203.0.113.80").page("/courses/python", "Python course").page("/pricing", "Plans").track("Signed Up", email="s1234567@ox.ac.uk")
    )
    answer = judge(learner, sells="online courses for students", market="b2c")
    assert answer.said == "prospect"
    assert says(answer, "is a student where courses are for sale")


def test_22_somebody_from_a_fair_without_a_visit_is_unknown(judge):
    lead = Visitor("v22").backend("identify", "crm-22", traits={"name": "Ivo Vlk", "email": "ivo@mill.test", "company": "Mill"})
    answer = judge(lead)
    assert answer.said == "unknown" and answer.row["list"] != "lead"


def test_23_a_customer_who_comes_back_after_fourteen_months_is_one(judge, says):
    back = Visitor("v23").backend("track", "u23", event="Order Completed", properties={"total": 90}).later(days=425)
    back.page("/products/pump-5", "Pump 5").identify("u23")
    answer = judge(back)
    assert answer.said == "customer" and answer.row["stage"] == "lapsed"
    assert says(answer, "completed an order")


def test_24_a_fan_who_brings_buyers_is_an_advocate(judge, says):
    fan = Visitor("v24").page("/", "Pumps").track("Referral Sent").later(days=3).track("Referral Sent").track("Product Shared")
    answer = judge(fan)
    assert answer.row["stage"] == "advocate" and answer.row["list"] == "excluded"
    assert says(answer, "recommended it to others")


def test_25_an_assistant_is_a_program_and_the_person_after_it_a_buyer(judge, says):
    agent = Visitor("v25-a", agent="Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; ChatGPT-User/1.0; +https://openai.com/bot").page(
        "/docs/setup"
    )
    human = Visitor("v25-b").later(hours=2).came("https://chatgpt.com/").page("/pricing", "Pricing").page("/products/pump-5", "Pump 5")
    human.page("/request-a-quote", "Quote").form("We need three pumps. How much is delivery?", email="h@dairy.test")
    program, person = judge.all(agent, human)
    assert program.said == "bot" and says(program, "assistant")
    assert person.said == "prospect"


def test_26_vacancies_in_armenian_script_are_vacancies(judge, says):
    jobs = "/%D5%A1%D5%B7%D5%AD%D5%A1%D5%BF%D5%A1%D5%B6%D6%84"
    seeker = Visitor("v26").came("https://staff.am/en/jobs").page(jobs, "Աշխատանք").page(f"{jobs}/12", "Հաշվապահ")
    answer = judge(seeker, languages=("hy", "en"))
    assert answer.said == "job_seeker"
    assert says(answer, "came from a job board (staff.am)") and says(answer, "/աշխատանք/12")


def test_27_made_up_contact_data_are_no_lead(judge, says):
    joker = Visitor("v27").page("/pricing", "Pricing").page("/request-a-quote", "Quote").form("asdf", email="asdf@asdf.com", name="asdf asdf")
    answer = judge(joker)
    assert answer.row["list"] == "excluded"
    assert says(answer, "left made-up contact data") and says(answer, "asdf")


def test_27_an_address_that_bounces_is_a_false_lead(judge):
    def buyer() -> Visitor:
        return Visitor("v27b").page("/pricing", "Pricing").page("/request-a-quote", "Quote").track("Quote Requested", email="kim@mill.test").identify("u27", email="kim@mill.test")

    assert judge(buyer()).row["list"] == "lead"
    bounced = judge(buyer().later(hours=1).backend("track", "u27", event="Email Bounced", properties={"type": "hard"}))
    assert (bounced.said, bounced.row["list"], bounced.row["reason"], bounced.row["stage"]) == ("prospect", "excluded", "false_lead", "bounced")


def test_a_human_hand_outweighs_odd_looks(judge):
    odd = Visitor("v29", agent="Sprocket/1.0", address="203.0.113.70")
    person = Visitor("v30", agent="Sprocket/1.0", address="203.0.113.70")
    person.page("/products", "Products", signs={"human": 4}).track("Page Engaged", seconds=60).page("/pricing", "Pricing", signs={"human": 2})
    for number in range(9):
        odd.page(f"/products/{number}", seconds=1)
    program, human = judge.all(odd, person)
    assert program.said == "bot" and human.said != "bot"
