"""What people write: a message's direction is heard, and is not mistaken for another.

The messages were written for this test, as people write them: with slips, without accents, in one or two sentences. A line says what must
be heard in the message, and what must not. Search words (`buy_intent`, `salary`) and job titles (`title_*`) are lists of bare words; they
are read in search boxes and title fields and do not count in messages.
"""
import pytest

from tests.lexicon.hearing import BIG, heard
from tracker import words

ROLES = ("application", "study", "pitch", "partner", "press", "investor", "no_purchase")
"""What takes a writer off the list of buyers; a customer's and a buyer's message must be free of these."""

MESSAGES = [line.split(" | ") for line in """
en | Hi there, I'd love to be part of your team. My resume is attached, I'm available for interview any day. | application | rfq pitch
en | I am a student at Leeds and writing an essay about logistics, could someone answer six questions? | study | rfq pitch
en | Good morning, please quote 40 pieces of item 2210 and let us know your lead time to Porto. | rfq | *
en | The screen stays black and I keep getting an error message since yesterday. | support | *
en | I placed an order ten days ago and it has not arrived, tracking says nothing new. | order_reference | *
en | We help brands like yours to get more leads, do you have 15 minutes this week for a quick call? | pitch | rfq application
en | We would like to become your distributor in Kenya, what commission do you grant? | partner | application study
en | I'm a reporter with a regional newspaper, could your CEO give me a comment before my deadline? | press | rfq pitch
en | Our fund is looking at companies in your sector; would you share the annual report for due diligence? | investor | application
en | Two of the chairs came damaged and I want a refund. | complaint_return | *
en | This is only an exercise for our school project, no order will follow, but what is the price of a lathe? | no_purchase study | pitch
de | Moin, ich würde mich gern als Schlosser bewerben, mein Lebenslauf ist angehängt. | application | rfq pitch
de | Ich schreibe gerade meine Masterarbeit über Lagerlogistik und suche Firmen für ein Experteninterview. | study | rfq pitch
de | Bitte um ein Angebot über 3 Regale inkl. Lieferung nach Graz, Lieferzeit bitte angeben. | rfq | *
de | Seit heute früh geht die App nicht mehr, ich komme nicht rein. | support | *
de | Die Bestellnummer ist 4711, wann wird geliefert? | order_reference | *
de | Wir bieten Firmen in Ihrer Region Webdesign und mehr Sichtbarkeit bei Google. | pitch | application order_reference
de | Als Händler aus Südtirol würden wir Ihre Produkte gerne in unser Sortiment aufnehmen, wie hoch ist die Provision? | partner | application study
de | Ich bin Redakteurin und schreibe einen Artikel über Handwerk, darf ich ein Interview mit Ihrem Chef führen? | press | application
de | Die Rechnung vom März ist falsch, bitte um eine Gutschrift. | invoice | *
fr | Bonjour, je souhaite postuler au poste de soudeur, ci-joint mon CV. | application | rfq pitch
fr | Etudiante en master, je prépare un mémoire de recherche et j'aurais besoin de trois réponses. | study | rfq pitch
fr | Pourriez-vous m'envoyer un devis pour 200 sacs avec le délai de livraison ? | rfq | *
fr | Depuis ce matin l'application ne fonctionne plus, message d'erreur 12. | support | *
fr | Je n'ai toujours pas reçu mon colis, numéro de suivi 66. | order_reference | *
fr | Nous accompagnons les entreprises comme la vôtre dans leur référencement naturel. | pitch | application
fr | Nous aimerions distribuer vos produits en Tunisie, quelles sont vos conditions de partenariat ? | partner | application
fr | Journaliste pour un magazine, je voudrais réaliser une interview de votre directrice. | press | rfq
fr | J'ai commandé la mauvaise taille, comment faire un échange ou être remboursée ? | complaint_return | *
es | Buenas, les envío mi currículum por si necesitan personal de almacén. | application | rfq pitch
es | Soy estudiante de ingeniería y estoy haciendo mi trabajo de fin de grado, ¿podrían responder un cuestionario? | study | pitch rfq
es | Quisiera una cotización de 15 mesas y el tiempo de entrega a Quito. | rfq | *
es | No puedo entrar en la plataforma, me sale un error de contraseña. | support | *
es | Mi pedido 5521 aún no llega, ¿dónde está? | order_reference | *
es | Ofrecemos posicionamiento web y ayudamos a empresas como la suya a vender más. | pitch | application
es | Queremos ser distribuidores de su marca en Chile, ¿qué comisión manejan? | partner | application
es | Soy periodista de un diario local y me gustaría una entrevista con el gerente. | press | rfq
es | La factura de abril está duplicada, me cobraron dos veces. | invoice | *
pt | Bom dia, segue o meu currículo, procuro emprego na área de costura. | application | rfq pitch
pt | Estou fazendo meu TCC sobre energia solar e preciso de dados para a faculdade. | study | pitch rfq
pt | Gostaria de um orçamento para 30 cadeiras, qual o prazo de entrega? | rfq | *
pt | O aplicativo não abre desde a atualização, já reiniciei o telefone. | support | *
pt | Minha encomenda ainda não chegou, o código de rastreio não muda. | order_reference | *
pt | Somos uma agência de marketing digital e podemos colocar o seu site na primeira página do Google. | pitch | application
pt | Tenho interesse em ser revendedora dos vossos produtos em Luanda. | partner | application
pt | Sou repórter de uma rádio e queria marcar uma entrevista com o diretor. | press | rfq
pt | Chegou quebrado, quero devolver e receber o dinheiro de volta. | complaint_return | *
it | Buongiorno, allego il mio curriculum, cerco lavoro come magazziniere. | application | rfq pitch
it | Sono una studentessa di economia e per la tesi di laurea vorrei farvi cinque domande. | study | rfq pitch
it | Vorrei un preventivo per 12 finestre e i tempi di consegna. | rfq | *
it | Da ieri il programma non si avvia, compare un messaggio di errore. | support | *
it | Il mio ordine del 3 maggio non è ancora arrivato. | order_reference | *
it | Realizziamo siti web e aiutiamo le aziende a trovare nuovi clienti, possiamo fissare una breve call? | pitch | application
it | Vorremmo diventare rivenditori dei vostri prodotti in Puglia. | partner | application
it | Sono una giornalista di un quotidiano e preparo un articolo su di voi. | press | rfq
it | La merce è arrivata danneggiata, chiedo il rimborso. | complaint_return | *
nl | Goedendag, ik wil graag solliciteren als chauffeur, mijn cv stuur ik mee. | application | rfq pitch
nl | Voor mijn scriptie aan de hogeschool zoek ik bedrijven die een vragenlijst willen invullen. | study | rfq pitch
nl | Graag ontvangen wij een offerte voor 60 stoelen, wat is de levertijd? | rfq | *
nl | De kassa werkt niet meer, er staat een foutmelding in beeld. | support | *
nl | Ik heb vorige week besteld maar nog niets ontvangen, waar blijft mijn pakket? | order_reference | *
nl | Wij helpen bedrijven om hoger in Google te komen, zullen we een vrijblijvend gesprek plannen? | pitch | application
nl | Wij willen graag dealer worden voor België, wat zijn de voorwaarden en de commissie? | partner | application
nl | Als redacteur van een vakblad schrijf ik een artikel over uw fabriek. | press | application
nl | De trui heeft de verkeerde maat, kan ik ruilen of mijn geld terug krijgen? | complaint_return | *
pl | Dzień dobry, w załączniku moje CV, szukam pracy na produkcji. | application | rfq pitch
pl | Jestem studentką i przygotowuję pracę licencjacką o fotowoltaice, proszę o wypełnienie ankiety. | study | rfq
pl | Proszę o wycenę 20 okien z montażem oraz termin realizacji. | rfq | *
pl | Aplikacja nie działa po aktualizacji, wyskakuje błąd. | support | *
pl | Gdzie jest moja paczka? Numer zamówienia 8812. | order_reference | *
pl | Zajmujemy się pozycjonowaniem stron i pomagamy firmom zdobywać klientów. | pitch | application
pl | Chcielibyśmy zostać dystrybutorem Państwa marki na Litwie. | partner | application
pl | Jestem dziennikarką portalu branżowego, czy mogę prosić o wywiad z prezesem? | press | rfq
pl | Chcę zwrócić buty, proszę o zwrot pieniędzy. | complaint_return | *
ru | Добрый вечер, ищу работу сварщиком, резюме во вложении. | application | rfq pitch
ru | Я студентка, пишу курсовую о логистике, помогите, пожалуйста, с анкетой. | study | rfq pitch
ru | Просим выставить коммерческое предложение на 10 насосов, какие сроки поставки? | rfq | *
ru | После обновления программа не запускается, выдаёт ошибку. | support | *
ru | Где мой заказ? Обещали вчера, посылка так и не пришла. | order_reference | *
ru | Занимаемся продвижением сайтов, выведем ваш сайт в топ, поток клиентов гарантируем. | pitch | application
ru | Хотим стать вашим дилером в Омске, вышлите дилерские условия. | partner | application
ru | Я корреспондент газеты, готовлю материал о заводах, нужен комментарий директора. | press | rfq
ru | Kak uznat status zakaza? Nomer zakaza 5512, posylka ne prishla. | order_reference | *
uk | Доброго дня, шукаю роботу, надсилаю своє резюме. | application | rfq pitch
uk | Я студент третього курсу, пишу курсову роботу і маю кілька запитань. | study | rfq pitch
uk | Надішліть, будь ласка, комерційну пропозицію на 5 котлів, які терміни поставки? | rfq | *
uk | Додаток не працює, не можу увійти в кабінет. | support | *
uk | Моє замовлення досі не прийшло, де моя посилка? | order_reference | *
uk | Пропонуємо просування сайту, більше клієнтів уже за місяць. | pitch | application
uk | Хочемо стати дилером у Львові, які умови співпраці? | partner | application
uk | Я журналістка місцевої газети і готую матеріал про ваш завод. | press | rfq
uk | Товар прийшов пошкоджений, хочу повернути гроші. | complaint_return | *
cs | Dobrý den, hledám práci skladníka, životopis přikládám. | application | rfq pitch
cs | Jsem studentka a píšu bakalářskou práci o dopravě, vyplníte mi dotazník? | study | rfq pitch
cs | Prosím o cenovou nabídku na 8 dveří včetně montáže a dodací lhůtu. | rfq | *
cs | Nejde se přihlásit, aplikace hlásí chybu. | support | *
cs | Objednal jsem minulý týden a balík nedorazil, číslo objednávky 771. | order_reference | *
cs | Nabízíme tvorbu webových stránek a optimalizaci webu, máte čas na krátkou schůzku? | pitch | application
cs | Rádi bychom se stali distributorem vašich výrobků na Moravě, jaká je provize? | partner | application
cs | Jsem redaktor regionálního deníku, mohu požádat o rozhovor s jednatelem? | press | rfq
cs | Boty jsou vadné, chci reklamovat a vrátit peníze. | complaint_return | *
sl | Pozdravljeni, iščem delo v skladišču, v priponki je moj življenjepis. | application | rfq pitch
sl | Sem študent logistike in za diplomsko nalogo potrebujem nekaj podatkov. | study | rfq pitch
sl | Prosim za ponudbo za 6 oken z montažo, kakšen je dobavni rok? | rfq | *
sl | Od posodobitve program ne dela, javlja napako. | support | *
sl | Kje je moje naročilo? Paket še ni prispel. | order_reference | *
sl | Podjetjem pomagamo do več strank, izdelujemo spletne strani in nudimo optimizacijo. | pitch | application
sl | Radi bi postali vaš zastopnik na Hrvaškem, kakšna je provizija? | partner | application
sl | Sem novinarka lokalnega časopisa, lahko dobim izjavo direktorja? | press | rfq
sl | Na racunu je napacen znesek, prosim za dobropis. | invoice | *
hr | Dobar dan, tražim posao konobara, životopis je u prilogu. | application | rfq pitch
hr | Studentica sam i za diplomski rad trebam nekoliko odgovora. | study | rfq pitch
hr | Molim ponudu za 10 prozora s montažom i rok isporuke. | rfq | *
hr | Aplikacija ne radi, ne mogu se prijaviti. | support | *
hr | Naručila sam prije tjedan dana, paket još nije stigao. | order_reference | *
hr | Nudimo izradu web stranica i pomažemo tvrtkama do više kupaca. | pitch | application
hr | Željeli bismo postati distributer vaših proizvoda u BiH. | partner | application
hr | Novinarka sam i pripremam članak, mogu li dobiti intervju s direktorom? | press | rfq
hr | Proizvod je oštećen, želim povrat novca. | complaint_return | *
sw | Habari, natafuta kazi ya udereva, nimeambatanisha CV yangu. | application | rfq pitch
sw | Mimi ni mwanafunzi wa chuo kikuu, naomba majibu kwa ajili ya utafiti wangu. | study | rfq pitch
sw | Naomba bei ya mifuko 50, na mnafikisha hadi Arusha? | rfq | *
sw | Programu haifanyi kazi, siwezi kuingia tangu jana. | support | *
sw | Niliagiza wiki iliyopita, mzigo haujafika bado. | order_reference | *
sw | Tunatengeneza tovuti na tunaweza kuwasaidia kupata wateja zaidi. | pitch | application
sw | Tungependa kuwa wakala wenu Mwanza, kamisheni ni kiasi gani? | partner | application
sw | Mimi ni mwandishi wa habari wa gazeti, naomba mahojiano na mkurugenzi. | press | rfq
sw | Bidhaa ni mbovu, nirudishieni pesa yangu. | complaint_return | *
tr | İyi günler, iş arıyorum, özgeçmişimi ekte gönderiyorum. | application | rfq pitch
tr | Üniversite öğrencisiyim, bitirme projesi için kısa bir anket yapıyorum. | study | rfq pitch
tr | 25 adet masa için fiyat teklifi rica ederiz, teslim süresi nedir? | rfq | *
tr | Güncellemeden sonra uygulama açılmıyor, hata veriyor. | support | *
tr | Siparişim hâlâ gelmedi, kargo takip numarası çalışmadı. | order_reference | application pitch press
tr | Web sitenizi inceledik, google'da üst sıralara çıkmanız için hizmet veriyoruz. | pitch | application
tr | Ankara için bayilik almak istiyoruz, komisyon oranı nedir? | partner | application
tr | Yerel bir gazetede muhabirim, müdürünüzle röportaj yapmak istiyorum. | press | rfq
tr | Ürün kırık geldi, iade etmek istiyorum. | complaint_return | *
zh | 您好，我想到贵公司工作，附上简历，期待面试机会。 | application | rfq pitch
zh | 我是一名大学生，毕业设计需要了解贵公司的产品。 | study | rfq pitch
zh | 请报价：不锈钢管300米，交货期多久？ | rfq | *
zh | 软件打不开，一直报错，怎么办？ | support | *
zh | 我的订单还没收到，什么时候发货？ | order_reference | *
zh | 我们专业做网站优化，可以让您的网站排名上升，获取更多客户。 | pitch | application
zh | 我们想做你们在重庆的代理商，佣金怎么算？ | partner | application
zh | 我是晚报记者，想采访贵公司总经理。 | press | rfq
zh | 收到的货有破损，要求退款。 | complaint_return | *
ja | 御社の求人に応募したく、履歴書をお送りします。 | application | rfq pitch
ja | 大学生です。卒論のためにアンケートにご協力ください。 | study | rfq pitch
ja | 部品200個の見積りをお願いします。納期も教えてください。 | rfq | *
ja | アップデート後にアプリが起動しません。エラーが出ます。 | support | *
ja | 先日注文した商品がまだ届きません。注文番号は12です。 | order_reference | *
ja | 貴社ホームページの検索順位を上げるご提案です。弊社のサービスをご紹介させてください。 | pitch | application
ja | 九州で販売代理店になりたいのですが、手数料はどうなりますか。 | partner | application
ja | 新聞社の記者です。社長への取材をお願いしたいです。 | press | rfq
ja | 商品が破損していたので返金してください。 | complaint_return | *
ko | 안녕하세요, 생산직에 지원하고 싶습니다. 이력서를 첨부합니다. | application | rfq pitch
ko | 대학생인데 졸업논문 설문조사 부탁드려요. | study | rfq pitch
ko | 의자 40개 견적 부탁드립니다. 납기는 얼마나 걸리나요? | rfq | *
ko | 업데이트 후 로그인이 안 됩니다. 오류 코드가 떠요. | support | *
ko | 주문한 물건이 아직 도착하지 않았어요. 배송조회도 안 바뀝니다. | order_reference | *
ko | 홈페이지 제작과 상위노출을 도와드리는 마케팅 대행사입니다. | pitch | application
ko | 부산에서 대리점을 하고 싶은데 수수료가 궁금합니다. | partner | application
ko | 지역 신문 기자입니다. 대표님 인터뷰 요청드립니다. | press | rfq
ko | 제품이 파손되어 왔어요. 환불해 주세요. | complaint_return | *
ar | مرحبا، أبحث عن عمل كسائق وأرفق لكم السيرة الذاتية. | application | rfq pitch
ar | أنا طالبة وأعد بحث التخرج عن الطاقة، هل يمكن الإجابة عن أسئلتي؟ | study | rfq pitch
ar | نرجو إرسال عرض سعر لعدد 20 مضخة ومدة التوصيل. | rfq | *
ar | التطبيق لا يعمل بعد التحديث وتظهر رسالة خطأ. | support | *
ar | أين طلبي؟ رقم الطلب 553 ولم يصل حتى الآن. | order_reference | *
ar | نقدم خدمات تصميم المواقع وزيادة المبيعات لشركتكم. | pitch | application
ar | نود أن نكون وكلاء لمنتجاتكم في عمان، ما نسبة العمولة؟ | partner | application
ar | أنا صحفي في جريدة يومية وأرغب في إجراء مقابلة مع المدير. | press | rfq
ar | المنتج وصل مكسورا وأريد استرداد المبلغ. | complaint_return | *
hi | नमस्ते, मुझे नौकरी चाहिए, मेरा बायोडाटा साथ में है। | application | rfq pitch
hi | मैं कॉलेज का छात्र हूँ, प्रोजेक्ट के लिए कुछ सवाल पूछने हैं। | study | rfq pitch
hi | 50 कुर्सियों का रेट बताइए, डिलीवरी कब तक होगी? | rfq | *
hi | ऐप खुल नहीं रहा, पासवर्ड भूल गया हूँ। | support | *
hi | मेरा ऑर्डर अभी तक नहीं आया, ऑर्डर नंबर 90 है। | order_reference | *
hi | हम वेबसाइट बनाते हैं और आपको अधिक ग्राहक दिला सकते हैं। | pitch | application
hi | हमें आपके उत्पाद की डीलरशिप चाहिए, कमीशन कितना है? | partner | application
hi | मैं एक समाचार पत्र में पत्रकार हूँ, आपका इंटरव्यू लेना है। | press | rfq
hi | kharab saman aaya hai, paise wapas chahiye, refund kab milega | complaint_return | *
te | మా పొలానికి పైపులు కావాలి, ధర ఎంత? | rfq need | *
te | నేను విద్యార్థిని, నా ప్రాజెక్ట్ కోసం కొన్ని ప్రశ్నలు ఉన్నాయి. | study | rfq pitch
hy | Փնտրում եմ աշխատանք, կցում եմ CV-ս։ | application | rfq pitch
hy | Որքա՞ն արժե մեկ պարկը, ցանկանում եմ պատվիրել։ | rfq | *
""".strip().splitlines()]


@pytest.mark.parametrize("language, text, must, never", MESSAGES)
def test_messages_are_heard_in_their_direction(language, text, must, never):
    found = heard(text, language)
    forbidden = set(ROLES if never == "*" else never.split()) - set(must.split())
    assert set(must.split()) <= found, f"heard only {sorted(found)}"
    assert not found & forbidden, sorted(words.text_hits(text, frozenset((language,))))


def test_big_languages_have_eight_messages():
    for language in BIG:
        assert sum(line[0] == language for line in MESSAGES) >= 8, language


TRAPS = [line.split(" | ") for line in """
en | We need an applicant tracking system for 40 recruiters. | application
en | Do you offer SEO for dentists? We run a clinic and need more patients. | pitch
en | I look forward to our cooperation. Thank you for your cooperation! | partner
en | Could you give us a quote for my article on steel? | rfq
en | We need a garlic press and a printing press. | press
en | What is the return on investment of your system? | complaint_return
en | May I send you my CV? | pitch
en | How many litres per hour does the pump deliver? | pitch
de | Wir suchen ein Bewerbermanagement für unsere Klinik. | application
de | Wir bieten unseren Gästen Frühstück und brauchen 30 Tische. | pitch
de | Wie viele Jahre Garantie gibt es auf die Pumpe? | complaint_return
de | Mein Ansprechpartner ist im Urlaub. | partner
fr | Nous cherchons une presse hydraulique d'occasion. | press
fr | Merci, en attente de votre retour. | complaint_return
fr | Il nous faut douze matelas à mémoire de forme. | study
es | ¿Tienen una prensa hidráulica de segunda mano? | press
es | He comprado en su página web y quiero otra unidad. | pitch
it | Ci serve la stampa digitale di 500 cataloghi. | press
nl | Onze vacatures plaatsen wij zelf, wij zoeken software. | application
pl | Dobre praktyki są dla nas ważne, prosimy o cennik. | application
ru | Нужен журнал учёта на 96 листов, 200 штук. | press
ru | Ваш сайт не открывается с телефона. | pitch
sw | Naomba bei ya unga, asanteni. | application
sl | Ali ponujate tudi montažo? | pitch
tr | Web sitenizden sipariş verdim. | pitch
ja | 応募者管理システムを探しています。 | application
ko | 전자세금계산서 솔루션 도입을 검토 중입니다. | invoice
zh | 需要多媒体投影仪十台。 | press
en | pumps for brewery, flow 10 m3/h, stainless | gibberish_test
en | Hello, we need a test of the new line | gibberish_test
""".strip().splitlines()]


@pytest.mark.parametrize("language, text, never", TRAPS)
def test_words_that_only_look_like_a_purpose_are_not_heard(language, text, never):
    assert never not in heard(text, language)


@pytest.mark.parametrize("text", ["test", "Test!", "asdf asdf", "qwerty", "this is a test", "lorem ipsum dolor", "тест", "йцукен", "測試"])
def test_rubbish_is_heard_as_rubbish(text):
    assert "gibberish_test" in heard(text)
