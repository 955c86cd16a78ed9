"""The page words: every language has the core, real addresses and titles are understood, traps are not sprung."""
from urllib.parse import quote

import pytest

from tracker import words

CORE = ("careers", "apply", "pricing", "quote", "demo", "login", "support", "invoice", "press", "investor", "partner", "students",
        "internship", "product", "docs", "contact", "cart", "checkout", "account")

SAMPLES = {
    "sw": ["careers /nafasi-za-kazi/", "careers /kazi/", "contact /wasiliana-nasi/", "checkout /malipo/", "cart Kikapu changu", "pricing /bei-za-jumla/", "internship Mafunzo kwa vitendo", "partner Kuwa wakala wetu"],
    "te": ["careers /ఉద్యోగాలు/", "careers /udyogalu/", "contact /సంప్రదించండి/", "quote కొటేషన్ అడగండి", "partner /డీలర్-అవ్వండి/", "pricing ధరలు మరియు సబ్సిడీ", "about మా గురించి"],
    "sl": ["careers /zaposlitev/", "careers /prosta-delovna-mesta/", "quote /povprasevanje/", "cart /kosarica/", "checkout /blagajna/", "internship /studentska-praksa/", "students Teme diplomskih nalog", "account /moj-racun/", "press Za medije"],
    "hy": ["careers /hy/աշխատանք/", "careers Թափուր աշխատատեղեր", "careers /ashxatanq/", "pricing /hy/գներ/", "contact Կապ մեզ հետ", "demo Պատվիրել ցուցադրում", "login Մուտք", "students Դիպլոմային աշխատանք"],
    "ru": ["careers /ru/вакансии/", "careers /vakansii/", "careers /rabota/", "vacancy Вакансия: аналитик данных", "internship /stazhirovka-leto-2026/", "quote /zapros-predlozheniya/", "account Личный кабинет", "press /press-centr/", "pricing Стоимость услуг", "students Темы дипломных работ"],
    "en": ["careers /careers/", "careers /about/join-us", "careers /job/123", "apply /careers/apply/", "quote /request-a-quote", "demo Book a demo", "checkout /checkout/payment", "account /my-account/orders", "press /press/", "changelog What's new", "tracking /track-your-order", "wholesale /wholesale"],
    "de": ["careers /karriere/", "careers /stellenangebote/", "vacancy Entwickler (m/w/d) Python", "vacancy /jobs/entwickler-m-w-d/", "apply Jetzt bewerben", "quote /angebot-anfordern/", "cart /warenkorb", "legal /impressum", "docs Datenblätter und Kennlinien", "login Anmelden", "students /bachelorarbeit/", "spares /ersatzteile/"],
    "fr": ["careers /nous-rejoindre/", "careers /offres-d-emploi/", "apply /candidature-spontanee", "quote /demande-de-devis/", "cart /panier", "internship /stages/", "cases /references/etude-de-cas-laiterie/", "investor /investisseurs/", "support /sav/", "docs Modes d'emploi et notices"],
    "es": ["careers /trabaja-con-nosotros/", "careers /bolsa-de-trabajo", "quote Solicitar presupuesto", "apply Envíanos tu currículum", "contact /contacto", "account Mis pedidos", "login Acceso a clientes", "partner Distribuidores", "press Sala de prensa"],
    "pt": ["careers /trabalhe-conosco", "careers Trabalhe connosco", "quote Pedir orçamento", "contact /fale-conosco", "cart Carrinho", "login Iniciar sessão", "internship /programa-de-estagio/", "vacancy Vaga: técnico", "invoice 2ª via de boleto"],
    "it": ["careers /lavora-con-noi", "apply /pages/candidatura", "quote /richiedi-preventivo", "cart Il tuo carrello", "partner /pages/diventa-rivenditore", "press Comunicati stampa", "login Accedi", "internship Tirocini e stage", "pricing Listino prezzi"],
    "nl": ["careers /vacatures/", "careers /werken-bij/", "apply /solliciteren/238812", "quote /personeel-aanvragen/", "login Inloggen", "invoice /facturen", "cart /winkelwagen", "pricing Tarieven", "internship /stageplaatsen"],
    "pl": ["careers /kariera", "careers /oferty-pracy", "quote Zapytanie ofertowe", "apply /aplikuj/1187", "cart /koszyk", "login /logowanie", "invoice Faktury", "investor /relacje-inwestorskie", "press Biuro prasowe", "internship Staż w dziale marketingu"],
    "cs": ["careers /kariera", "careers /volna-mista", "pricing /cenik/", "quote Nezávazná poptávka", "cart /kosik", "contact /kontakty", "support Technická podpora", "login /prihlaseni", "legal Obchodní podmínky"],
    "sk": ["careers /volne-pracovne-miesta", "pricing /cennik", "quote Cenová ponuka", "cart /nakupny-kosik", "login Prihlásenie", "students Diplomová práca", "press Tlačové správy"],
    "hr": ["careers /otvorena-radna-mjesta/", "careers /pridruzi-nam-se/", "quote Upit za veleprodaju", "cart /kosarica/", "checkout /blagajna/", "account /moj-racun/", "press /za-medije/", "stores /poslovnice/"],
    "sr": ["careers /каријера/", "careers /slobodna-radna-mesta/", "pricing /cenovnik/", "cart Корпа", "account /moj-nalog/", "login Пријави се", "quote Пошаљите упит"],
    "bg": ["careers /кариери/", "careers /karieri/", "pricing /ценоразпис", "cart Количка", "login Вход за клиенти", "quote Направи запитване", "internship Стажантска програма"],
    "uk": ["careers /вакансії/", "careers Кар'єра", "careers /robota/", "pricing Ціни", "cart Кошик", "account Особистий кабінет", "quote Комерційна пропозиція", "apply Надіслати резюме"],
    "ro": ["careers /cariere/", "careers /locuri-de-munca/", "quote Cere ofertă", "cart /cos-de-cumparaturi", "account /contul-meu", "contact Contactează-ne", "login /autentificare"],
    "hu": ["careers /karrier/", "careers /allasok/", "quote /ajanlatkeres/", "cart /kosar", "checkout /penztar", "login Bejelentkezés", "internship Gyakornoki program", "support Ügyfélszolgálat"],
    "el": ["careers /θέσεις-εργασίας/", "careers /kariera/", "pricing Τιμοκατάλογος", "cart Καλάθι", "contact /epikoinonia/", "quote Ζητήστε προσφορά", "press Δελτία Τύπου"],
    "tr": ["careers /kariyer", "vacancy /is-ilani/88", "quote /teklif-al", "contact /iletisim", "login /bayi-girisi", "cart Sepetim", "partner /is-ortaklarimiz", "pricing /fiyat-listesi", "careers İnsan Kaynakları"],
    "ar": ["careers /ar/وظائف/", "careers الوظائف", "quote /ar/طلب-عرض-سعر/", "contact اتصل بنا", "pricing الأسعار والتقسيط", "cart سلة التسوق", "login تسجيل الدخول", "press المركز الإعلامي"],
    "he": ["careers /דרושים/", "careers קריירה", "quote הצעת מחיר", "contact צור קשר", "cart סל קניות", "login התחברות", "investor קשרי משקיעים"],
    "fa": ["careers /استخدام/", "careers فرصت‌های شغلی", "quote استعلام قیمت", "contact تماس با ما", "cart سبد خرید", "login ورود", "apply ارسال رزومه"],
    "hi": ["careers /करियर/", "careers हमारी टीम से जुड़ें", "apply आवेदन करें", "pricing शुल्क और प्लान", "cart कार्ट", "checkout भुगतान", "contact संपर्क करें", "login लॉग इन"],
    "bn": ["careers /ক্যারিয়ার/", "careers চাকরির সুযোগ", "contact যোগাযোগ", "pricing মূল্য তালিকা", "login লগইন", "cart শপিং কার্ট"],
    "ta": ["careers /வேலைவாய்ப்பு/", "contact தொடர்பு", "pricing விலைப்பட்டியல்", "login உள்நுழைவு", "support உதவி மையம்", "apply விண்ணப்பிக்கவும்"],
    "mr": ["careers नोकरीच्या संधी", "contact आमच्याशी संपर्क साधा", "pricing दरपत्रक", "login लॉगिन", "apply अर्ज करा", "account माझे खाते"],
    "ur": ["careers ملازمت کے مواقع", "contact ہم سے رابطہ کریں", "pricing قیمتیں", "login لاگ ان", "cart شاپنگ کارٹ", "press پریس ریلیز"],
    "zh": ["careers /zhaopin/", "careers 诚聘英才", "careers 加入我們", "quote 在线询价", "contact /lianxi/", "cart 购物车", "login 登录", "investor 投资者关系", "product 产品中心", "cases 成功案例"],
    "ja": ["careers /recruit/", "careers 採用情報", "vacancy 募集要項", "quote お見積り依頼", "contact お問い合わせ", "login ログイン", "cases 導入事例", "pricing 料金プラン", "investor 株主・投資家情報", "careers ｻｲﾄ採用"],
    "ko": ["careers /채용/", "careers 채용공고", "apply 지원하기", "quote 견적문의", "contact 문의하기", "cart 장바구니", "login 로그인", "about 회사소개"],
    "th": ["careers ร่วมงานกับเรา", "careers /สมัครงาน/", "quote ขอใบเสนอราคา", "contact ติดต่อเรา", "cart ตะกร้าสินค้า", "login เข้าสู่ระบบ", "internship นักศึกษาฝึกงาน"],
    "vi": ["careers /tuyen-dung/", "careers Tuyển dụng", "quote Yêu cầu báo giá", "contact /lien-he", "cart /gio-hang", "login Đăng nhập", "pricing /bang-gia"],
    "id": ["careers /karir", "careers /lowongan-kerja", "quote Minta penawaran", "contact /hubungi-kami", "cart /keranjang", "internship /magang", "about /tentang-kami"],
    "ms": ["careers /kerjaya", "careers /jawatan-kosong", "quote Sebut harga", "contact /hubungi-kami", "cart /troli", "login /log-masuk", "support Soalan lazim"],
    "fi": ["careers /avoimet-tyopaikat", "careers /rekry", "quote /tarjouspyynto", "contact /yhteystiedot", "cart /ostoskori", "login Kirjaudu sisään", "pricing /hinnasto"],
    "sv": ["careers /lediga-jobb", "careers /karriar", "quote /offert", "contact /kontakta-oss", "cart /varukorg", "checkout /kassa", "login Logga in", "press Pressmeddelanden"],
    "da": ["careers /ledige-stillinger", "careers /karriere", "quote Få et tilbud", "contact /kontakt-os", "cart /indkoebskurv", "login Log ind", "support /kundeservice"],
    "no": ["careers /ledige-stillinger", "careers /karriere", "quote Be om tilbud", "contact /kontakt-oss", "cart /handlekurv", "login Logg inn", "internship Lærlingplasser"],
    "et": ["careers /karjaar", "careers Tööpakkumised", "quote Küsi pakkumist", "cart /ostukorv", "contact /kontaktid", "login Logi sisse"],
    "lv": ["careers /vakances", "careers Karjera", "pricing /cenas", "cart /grozs", "contact /kontakti", "login Pieslēgties"],
    "lt": ["careers /karjera", "careers Darbo pasiūlymai", "pricing /kainos", "cart /krepselis", "contact /kontaktai", "login Prisijungti"],
    "ka": ["careers /კარიერა/", "careers ვაკანსიები", "pricing ფასები", "cart კალათა", "contact კონტაქტი", "login შესვლა"],
    "az": ["careers /vakansiyalar", "careers Karyera", "pricing /qiymetler", "cart Səbət", "contact /elaqe", "login Daxil ol"],
    "kk": ["careers /мансап/", "careers Бос жұмыс орындары", "pricing Бағалар", "cart Себет", "contact Байланыс", "login Жүйеге кіру"],
    "sq": ["careers /karriera", "careers Puno me ne", "pricing /cmimet", "cart /shporta", "contact Na kontaktoni", "quote Kërko ofertë"],
    "mk": ["careers /кариера/", "careers Слободни работни места", "pricing Ценовник", "cart Кошничка", "contact Контакт", "login Најава"],
    "ca": ["careers /treballa-amb-nosaltres", "quote Demana pressupost", "cart /cistella", "contact /contacte", "login Inicia sessió", "pricing /preus"],
    "eu": ["careers /lan-eskaintzak", "quote Eskatu aurrekontua", "cart /saskia", "contact /kontaktua", "login Saioa hasi", "pricing /prezioak"],
    "is": ["careers /laus-storf", "careers Laus störf", "pricing /verdskra", "cart /karfa", "contact /hafa-samband", "login Innskráning"],
    "am": ["careers ክፍት የሥራ ቦታዎች", "contact ያግኙን", "pricing የዋጋ ዝርዝር", "login ይግቡ", "product ምርቶች"],
}

COSTS_AND_DATES = [
    "calculator /preisrechner/", "calculator Kalkulator fotowoltaiki", "calculator /izracun-premije", "calculator Simulateur de prêt", "calculator 料金シミュレーション", "calculator Калькулятор КАСКО",
    "calculator /laskurit/", "calculator Cost calculator", "calculator محاكاة التمويل", "calculator Tính giá", "booking Choose your room", "booking /varaa-aika", "booking Prendre rendez-vous",
    "booking Umów wizytę", "booking ご予約", "booking /randevu-al", "booking Pedir cita", "booking Termin vereinbaren", "booking Запись на приём", "booking /rezervace/",
    "pricing /index.php/clientes/tarifario", "pricing Taryfy dla domu", "pricing Biểu phí", "pricing تعرفة الاسعار", "signup Kunde werden", "signup /novo-contrato", "signup Заключить договор",
    "tracking Tra cứu vận đơn", "account Zählerstand melden", "account /comunicar-leitura",
]

TRAPS = [
    ("Bookkeeping services", "booking"), ("Our booklet", "booking"), ("Buchhaltung", "booking"), ("Rechnung", "calculator"), ("Rechnungen", "calculator"), ("Taschenrechte", "calculator"), ("Calculus for beginners", "calculator"),
    ("Jobber", "careers"), ("Herstellen von Pumpen", "careers"), ("/herstellen/", "careers"), ("Praktisch und leicht", "internship"),
    ("Schnittstellen und Feldbus", "careers"), ("/produkt/bewerbermanagement/", "careers"), ("Bewerbermanagement: Stellen ausschreiben, Bewerbungen verwalten", "careers"),
    ("Bewerbermanagement: Stellen ausschreiben, Bewerbungen verwalten", "apply"), ("Stellenplan und Stellenbesetzung im Griff", "careers"),
    ("/fr/service/modes-d-emploi/", "careers"), ("Étude de cas : une laiterie", "students"), ("Formation clients", "internship"),
    ("Estaciones de trabajo y mobiliario clínico", "careers"), ("Mesa de trabajo para laboratorio", "careers"), ("Os estágios da esterilização em autoclave", "internship"),
    ("Estações de trabalho", "careers"), ("Abiti da lavoro e look da ufficio", "careers"), ("Zaino in tela Studente", "students"), ("Come vestirsi per un colloquio di lavoro", "careers"),
    ("Laptopy do pracy zdalnej", "careers"), ("Jaki laptop dla studenta? Ranking 2026", "students"), ("Zniżka dla studentów i nauczycieli", "students"),
    ("Delovni čas trgovin", "careers"), ("Krema za delovne roke", "careers"), ("/poslovnice/", "careers"), ("Poslovnice i radno vrijeme", "careers"),
    ("Как мы работаем", "careers"), ("Практика «Персонал и организация»: найм", "internship"), ("Рынок труда Казахстана: прогноз", "careers"),
    ("करियर ट्रैक: डेटा एनालिस्ट", "careers"), ("यह कैसे काम करता है", "careers"), ("प्लेसमेंट और नौकरी सहायता", "careers"), ("İş ortaklarımız", "careers"),
    ("İş yeri mutfağı nasıl kurulur?", "careers"), ("お仕事の流れ（ご注文から納品まで）", "careers"), ("合作与工作流程", "careers"), ("كيف نعمل", "careers"),
    ("ఎలా పని చేస్తుంది", "careers"), ("/jinsi-tunavyofanya-kazi/", "careers"), ("Tunafanya kazi na wakulima 3,400", "careers"), ("Vacature plaatsen", "vacancy"),
    ("Vacature plaatsen", "careers"), ("Ինչպես է աշխատում ծրագիրը", "careers"), ("Job interview outfits", "careers"), ("What to wear to a job interview", "careers"),
    ("/career-tracks/data-analyst", "careers"), ("Career track: Data analyst", "careers"), ("Internal audit in 2026", "internship"), ("The future of jobs in Central Asia", "careers"),
    ("Post a job", "careers"), ("Internal job market for open shifts", "careers"), ("Press release valve", "press"), ("Hydraulic press 20 t", "press"), ("Stage lighting", "internship"),
    ("Pressing service", "press"), ("Sparring partner gloves", "partner"), ("/student-discount", "students"), ("Student discount: 40 %", "students"), ("Price-performance leader", "pricing"),
    ("Democracy in America", "demo"), ("/accounting-software/", "account"), ("Support arm for monitors", "support"), ("/border-crossing/", "checkout"), ("Cookie preferences", "account"),
    ("Student canvas backpack", "students"), ("Online-Shop für Tischkicker", "returns"), ("Golf cart", "cart"), ("Contact lenses", "contact"), ("WordPress hosting", "press"),
    # Words of one language that are everyday words of another.
    ("Legal notice", "docs"), ("How these stages work", "students"), ("How these stages work", "internship"), ("Dienstplan bei Kolbmann", "pricing"), ("Social media planner", "press"),
    ("Financial Times", "pricing"), ("Wash basin 60 cm", "press"), ("Kitchen cabinet", "account"), ("/hr/", "careers"), ("/is/", "careers"), ("/my/", "account"), ("Am meisten gelesen", "about"),
    ("Trudovoj stazh", "careers"), ("Gearbox manual transmission", "downloads"), ("M8 bolt", "product"), ("Garden hoe", "blog"), ("Ora di cena", "pricing"), ("Magazine", "stores"),
]


def found(text: str, language: str = "") -> set[str]:
    """Intents of a path or title on a site of that language."""
    return {hit.intent for hit in words.page_hits(text, frozenset({language} if language else ()))}


def languages_with(intent: str) -> set[str]:
    """Languages whose own file has the intent."""
    lexicon = words._lexicon("pages")
    entries = [entry for shelf in (lexicon.exact, lexicon.loose) for some in shelf.values() for entry in some]
    entries += [entry for seconds in lexicon.pairs.values() for some in seconds.values() for entry in some]
    for shelf in (lexicon.stems, lexicon.tails, lexicon.inner):
        entries += [entry for some in shelf.values() for _, entry in some]
    return {language for entry in entries if entry.intent == intent and not entry.trap for language in entry.hits}


@pytest.mark.parametrize("intent", CORE)
def test_every_language_has_the_core(intent):
    """At least 45 languages, each with every core intent."""
    files = {file.stem for file in (words.FOLDER / "pages").glob("*.toml")}
    assert len(files) >= 45
    assert files - languages_with(intent) == set()


def test_every_language_has_samples():
    """A language without five samples is untested."""
    files = {file.stem for file in (words.FOLDER / "pages").glob("*.toml")}
    assert files == set(SAMPLES) and min(map(len, SAMPLES.values())) >= 5


@pytest.mark.parametrize("language, sample", [(language, sample) for language, samples in SAMPLES.items() for sample in samples])
def test_samples(language, sample):
    """An address or a title as sites of the language have it, as it is and percent-encoded, with the site's language known and not."""
    intent, text = sample.split(" ", 1)
    assert intent in found(text) and intent in found(text, language) and intent in found(quote(text))


@pytest.mark.parametrize("sample", COSTS_AND_DATES)
def test_costs_and_dates(sample):
    """Pages that work out a price, and pages that look for a free date, in many languages."""
    intent, text = sample.split(" ", 1)
    assert intent in found(text) and intent in found(quote(text))


@pytest.mark.parametrize("text, intent", TRAPS)
def test_traps(text, intent):
    """Ordinary pages whose words only look like the intent."""
    assert intent not in found(text)
