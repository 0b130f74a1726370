#include "list/population_words.h"

#include <stdbool.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* What a word of a value speaks of. */
enum {
	CUSTOMER = 1,
	PAST = 2,
	OPEN = 4,
	LEAD = 8,
	/* Not yet, or not at all. */
	NOT_YET = 16,
	/* No longer, whatever else is said. */
	ENDED = 32,
	/* Past, unless it was won. */
	CLOSED = 64,
	WON = 128,
	/* A deal that is over; says nothing of an account. */
	OVER = 256,
	/* Behind what is not: no longer. */
	MORE = 512,
	/* Leaves open whether a customer is one. */
	UNSURE = 1024,
	/* Who is something else to us. */
	PARTNER = 2048,
	RIVAL = 4096
};

/*
 * Words of English, German, Dutch, French, Spanish, Portuguese, Italian, Romanian,
 * Polish, Czech, Hungarian, the Nordic languages, Turkish, Russian, Ukrainian,
 * Greek, Arabic, Hebrew, Thai, Vietnamese, Japanese, Chinese and Korean. A word
 * counts if it begins so (and ends so, with a blank at its end here); Han
 * characters, kana and Hangul count wherever they stand. What is past or not yet
 * says something of a customer only, and what is past of an opportunity. What is
 * over says something of a deal only.
 */
static const struct {
	const char *word;
	unsigned int meaning;
} words[] = {
	{ "abandon", OVER },
	{ "abgebroch", OVER },
	{ "abgelehn", OVER },
	{ "abgesagt", OVER },
	{ "abgeschl", OVER },
	{ "abgesprungen", PAST | OVER },
	{ "abgewandert", PAST },
	{ "absage ", OVER },
	{ "aday", NOT_YET },
	{ "afgerond", OVER },
	{ "afgesloten", OVER },
	{ "afgewezen", OVER },
	{ "afslut", OVER },
	{ "ajánlat", OPEN },
	{ "alte ", UNSURE },
	{ "alter ", UNSURE },
	{ "alıcı", CUSTOMER },
	{ "ancien", PAST },
	{ "angebot", OPEN },
	{ "angehend", NOT_YET },
	{ "annul", OVER },
	{ "antic ", PAST },
	{ "antig", PAST },
	{ "anul", OVER },
	{ "any more", ENDED },
	{ "anymore", ENDED },
	{ "archiv", OVER },
	{ "artık", ENDED },
	{ "asiakas", CUSTOMER },
	{ "asiakkaa", CUSTOMER },
	{ "auftraggeber", CUSTOMER },
	{ "ausgeschieden", PAST },
	{ "avslag", OVER },
	{ "avslut", OVER },
	{ "avvist", OVER },
	{ "baja ", PAST },
	{ "beendet", PAST | OVER },
	{ "bestandskunde", CUSTOMER },
	{ "bis ", UNSURE },
	{ "blivande", NOT_YET },
	{ "budoucí", NOT_YET },
	{ "buyer", CUSTOMER },
	{ "byli", PAST },
	{ "byly", PAST },
	{ "była", PAST },
	{ "były", PAST },
	{ "bývalá", PAST },
	{ "bývalí", PAST },
	{ "bývalý", PAST },
	{ "cancel", PAST | OVER },
	{ "castigat", OVER },
	{ "cerrad", CLOSED },
	{ "cessat", PAST },
	{ "chius", CLOSED },
	{ "churn", PAST },
	{ "client", CUSTOMER },
	{ "closed", CLOSED },
	{ "clotur", OVER },
	{ "clôtur", OVER },
	{ "committent", CUSTOMER },
	{ "competid", RIVAL },
	{ "competit", RIVAL },
	{ "conclue", OVER },
	{ "concluid", OVER },
	{ "conclus", OVER },
	{ "concluí", OVER },
	{ "concorren", RIVAL },
	{ "concurren", RIVAL },
	{ "consultant", PARTNER },
	{ "customer", CUSTOMER },
	{ "câștigat", OVER },
	{ "cơ hội", OPEN },
	{ "deactiv", PAST },
	{ "dead ", OVER },
	{ "deaktiv", PAST },
	{ "declin", OVER },
	{ "deixou", ENDED },
	{ "demo", OPEN | UNSURE },
	{ "desactiv", PAST },
	{ "descart", OVER },
	{ "desestim", OVER },
	{ "devis", OPEN },
	{ "dezaktyw", PAST },
	{ "değil", NOT_YET },
	{ "disattiv", PAST },
	{ "discard", OVER },
	{ "disdett", PAST },
	{ "disqual", OVER },
	{ "distribut", PARTNER },
	{ "doelklant", LEAD },
	{ "dokončen", OVER },
	{ "dormant", PAST },
	{ "dormid", PAST },
	{ "dostawc", PARTNER },
	{ "dropped", OVER },
	{ "dublette", OVER },
	{ "dummy", UNSURE },
	{ "duplicad", OVER },
	{ "duplicat", OVER },
	{ "désactiv", PAST },
	{ "ehemalig", PAST },
	{ "ej ", NOT_YET },
	{ "eks ", PAST },
	{ "ekskund", CUSTOMER | PAST },
	{ "elveszt", OVER },
	{ "ended ", PAST },
	{ "entinen", PAST },
	{ "enää", ENDED },
	{ "epäaktiivi", PAST },
	{ "erstkontakt", LEAD },
	{ "eski ", PAST },
	{ "evaluat", OPEN },
	{ "ex ", PAST },
	{ "exclient", CUSTOMER | PAST },
	{ "excliente", CUSTOMER | PAST },
	{ "exklant", CUSTOMER | PAST },
	{ "exklient", CUSTOMER | PAST },
	{ "exkund", CUSTOMER | PAST },
	{ "expired", PAST },
	{ "fechad", CLOSED },
	{ "fermé", CLOSED },
	{ "forhandl", OPEN },
	{ "forhenværende", PAST },
	{ "former", PAST },
	{ "fornecedor", PARTNER },
	{ "fornitor", PARTNER },
	{ "fost ", PAST },
	{ "fostă ", PAST },
	{ "fournisseur", PARTNER },
	{ "foști ", PAST },
	{ "früher", PAST },
	{ "futur", NOT_YET },
	{ "förhandl", OPEN },
	{ "förlorad", PAST | OVER },
	{ "förlorat", PAST | OVER },
	{ "fırsat", OPEN },
	{ "gagn", OVER },
	{ "gagné", WON },
	{ "ganad", WON },
	{ "ganh", WON },
	{ "geannuleer", OVER },
	{ "geen", NOT_YET },
	{ "gekuendigt", PAST },
	{ "gekundigt", PAST },
	{ "gekündigt", PAST },
	{ "geschlossen", CLOSED },
	{ "gesloten", CLOSED },
	{ "gewonnen", WON },
	{ "hasta ", UNSURE },
	{ "hylät", OVER },
	{ "hävit", OVER },
	{ "ikke ", NOT_YET },
	{ "ikke aktiv", ENDED },
	{ "inactie", PAST },
	{ "inactiv", PAST },
	{ "inaktiv", PAST },
	{ "inativ", PAST },
	{ "inattiv", PAST },
	{ "inte ", NOT_YET },
	{ "inte aktiv", ENDED },
	{ "integrator", PARTNER },
	{ "interesad", LEAD },
	{ "interessad", LEAD },
	{ "interessato", LEAD },
	{ "interessent", LEAD },
	{ "intern ", UNSURE },
	{ "internal ", UNSURE },
	{ "investor", PARTNER },
	{ "iptal ", OVER },
	{ "již ne", ENDED },
	{ "jusqu", UNSURE },
	{ "już ", MORE },
	{ "już nie", ENDED },
	{ "kaltkontakt", LEAD },
	{ "kapat", CLOSED },
	{ "kaybedil", PAST | OVER },
	{ "kazanıl", WON },
	{ "kein", NOT_YET },
	{ "khách hàng", CUSTOMER },
	{ "klant", CUSTOMER },
	{ "klient", CUSTOMER },
	{ "kommende", NOT_YET },
	{ "konkurren", RIVAL },
	{ "korábbi", PAST },
	{ "kund", CUSTOMER },
	{ "kunde", CUSTOMER },
	{ "käufer", CUSTOMER },
	{ "köpare", CUSTOMER },
	{ "kündigung", PAST },
	{ "künftig", NOT_YET },
	{ "lead", LEAD },
	{ "leendő", NOT_YET },
	{ "left ", PAST },
	{ "legacy", UNSURE },
	{ "lehetőség", OPEN },
	{ "lenger", ENDED },
	{ "lenger ", MORE },
	{ "leverancier", PARTNER },
	{ "lezárt", OVER },
	{ "lieferant", PARTNER },
	{ "liidi", LEAD },
	{ "longer", ENDED },
	{ "lost", PAST | OVER },
	{ "lukket", CLOSED },
	{ "längre", ENDED },
	{ "längre ", MORE },
	{ "længere", ENDED },
	{ "længere ", MORE },
	{ "mahdolli", NOT_YET },
	{ "mais ", MORE },
	{ "mandant", CUSTOMER },
	{ "meer ", MORE },
	{ "megnyer", OVER },
	{ "mehr ", MORE },
	{ "menetetty", PAST | OVER },
	{ "muhtemel", NOT_YET },
	{ "mulig", NOT_YET },
	{ "myyntimahdollis", OPEN },
	{ "más ", MORE },
	{ "målkund", LEAD },
	{ "möglich", NOT_YET },
	{ "möjlig", NOT_YET },
	{ "müşteri", CUSTOMER },
	{ "n'est plus", ENDED },
	{ "nabídk", OPEN },
	{ "nao ", NOT_YET },
	{ "ne sont plus", ENDED },
	{ "neaktivn", PAST },
	{ "negocia", OPEN },
	{ "negocjac", OPEN },
	{ "negotia", OPEN },
	{ "nem ", NOT_YET },
	{ "neukontakt", LEAD },
	{ "neuvottel", OPEN },
	{ "never", NOT_YET },
	{ "nicht ", NOT_YET },
	{ "nicht aktiv", ENDED },
	{ "nicht mehr", ENDED },
	{ "nie ", NOT_YET },
	{ "nie aktywn", ENDED },
	{ "nieaktywn", PAST },
	{ "niet ", NOT_YET },
	{ "niet actief", ENDED },
	{ "niet meer", ENDED },
	{ "no ", NOT_YET },
	{ "no activ", ENDED },
	{ "no decision", OVER },
	{ "no go ", OVER },
	{ "non ", NOT_YET },
	{ "non actif", ENDED },
	{ "non attiv", ENDED },
	{ "non più", ENDED },
	{ "not ", NOT_YET },
	{ "not active", ENDED },
	{ "nurtur", LEAD },
	{ "não ", NOT_YET },
	{ "não ativ", ENDED },
	{ "négocia", OPEN },
	{ "odrzuc", OVER },
	{ "oferta", OPEN },
	{ "offert", OPEN },
	{ "olası", NOT_YET },
	{ "old ", UNSURE },
	{ "onderhandel", OPEN },
	{ "opdrachtgever", CUSTOMER },
	{ "opgezegd", PAST },
	{ "oportunidad", OPEN },
	{ "oppdragsgiver", CUSTOMER },
	{ "opportunit", OPEN },
	{ "opsagt", PAST },
	{ "oud ", PAST },
	{ "oude ", PAST },
	{ "partner", PARTNER },
	{ "pas ", NOT_YET },
	{ "pas actif", ENDED },
	{ "pasif", PAST },
	{ "pasiv", PAST },
	{ "past ", PAST },
	{ "perdid", PAST | OVER },
	{ "perdu", PAST | OVER },
	{ "perse ", OVER },
	{ "perso ", PAST | OVER },
	{ "pierdut", OVER },
	{ "pipeline", OPEN },
	{ "piste ", LEAD },
	{ "pistes ", LEAD },
	{ "piu ", MORE },
	{ "più ", MORE },
	{ "plus ", MORE },
	{ "posible", NOT_YET },
	{ "possib", NOT_YET },
	{ "possív", NOT_YET },
	{ "potans", NOT_YET },
	{ "potenc", NOT_YET },
	{ "potens", NOT_YET },
	{ "potent", NOT_YET },
	{ "potenz", NOT_YET },
	{ "potenţ", NOT_YET },
	{ "pre ", NOT_YET },
	{ "preventiv", OPEN },
	{ "previous", PAST },
	{ "proposal", OPEN },
	{ "proposta", OPEN },
	{ "propuesta", OPEN },
	{ "prospect", LEAD },
	{ "prospectiv", NOT_YET },
	{ "prospekt", LEAD },
	{ "prospet", LEAD },
	{ "proveedor", PARTNER },
	{ "przegran", OVER },
	{ "przetarg", OPEN },
	{ "przyszł", NOT_YET },
	{ "rechaz", OVER },
	{ "recus", OVER },
	{ "refus", OVER },
	{ "reject", OVER },
	{ "rejet", OVER },
	{ "renew", CUSTOMER },
	{ "reseller", PARTNER },
	{ "resili", PAST },
	{ "respins", OVER },
	{ "rifiut", OVER },
	{ "rival", RIVAL },
	{ "résilié", PAST },
	{ "salgsemne", LEAD },
	{ "salgsmulig", OPEN },
	{ "sandbox", UNSURE },
	{ "scartat", OVER },
	{ "stammkund", CUSTOMER },
	{ "storn", OVER },
	{ "stracon", OVER },
	{ "stängd", CLOSED },
	{ "suljett", CLOSED },
	{ "supplier", PARTNER },
	{ "suspect", LEAD },
	{ "szansa sprzedaży", OPEN },
	{ "säljmöjlighet", OPEN },
	{ "tabt", PAST | OVER },
	{ "tapt", PAST | OVER },
	{ "target", LEAD },
	{ "tarjous", OPEN },
	{ "teklif", OPEN },
	{ "terminated", PAST },
	{ "test ", UNSURE },
	{ "testing", UNSURE },
	{ "tidigare", PAST },
	{ "tidligere", PAST },
	{ "tilbud", OPEN },
	{ "till ", UNSURE },
	{ "toekomstig", NOT_YET },
	{ "trattativa", OPEN },
	{ "trial", OPEN | UNSURE },
	{ "tuleva", NOT_YET },
	{ "until ", UNSURE },
	{ "uppdragsgivare", CUSTOMER },
	{ "uppsagd", PAST },
	{ "utracon", PAST | OVER },
	{ "uzavřen", CLOSED },
	{ "už ne", ENDED },
	{ "vendor", PARTNER },
	{ "verhandlung", OPEN },
	{ "verkaufschance", OPEN },
	{ "verkoopkans", OPEN },
	{ "verlor", PAST | OVER },
	{ "vervallen", OVER },
	{ "vevő", CUSTOMER },
	{ "viitor", NOT_YET },
	{ "vinta ", WON },
	{ "vinte ", OVER },
	{ "vinti ", OVER },
	{ "vinto ", WON },
	{ "voitet", WON },
	{ "volt ", PAST },
	{ "voormalig", PAST },
	{ "vormalig", PAST },
	{ "vundet", WON },
	{ "vunnen", WON },
	{ "vunnet", WON },
	{ "vyhr", WON },
	{ "wettbewerb", RIVAL },
	{ "wiederverkäuf", PARTNER },
	{ "withdrawn", OVER },
	{ "won ", WON },
	{ "won't", NOT_YET },
	{ "wunschkund", LEAD },
	{ "wygran", WON },
	{ "ya no", ENDED },
	{ "zainteresowan", LEAD },
	{ "zakończ", OVER },
	{ "zamknięt", CLOSED },
	{ "zamítnut", OVER },
	{ "zielkund", LEAD },
	{ "zrušen", OVER },
	{ "ztracen", PAST | OVER },
	{ "zukünftig", NOT_YET },
	{ "zurückgezogen", OVER },
	{ "zájemce", LEAD },
	{ "zákazní", CUSTOMER },
	{ "érdeklődő", LEAD },
	{ "ügyfél", CUSTOMER },
	{ "ακυρ", OVER },
	{ "ανενεργ", PAST },
	{ "απορρ", OVER },
	{ "δυνητικ", NOT_YET },
	{ "ενδιαφερ", LEAD },
	{ "ευκαιρί", OPEN },
	{ "κερδ", OVER },
	{ "παλι", PAST },
	{ "πελάτ", CUSTOMER },
	{ "πρωην", PAST },
	{ "πρώ", PAST },
	{ "υποψήφι", NOT_YET },
	{ "χαμέν", PAST | OVER },
	{ "больше ", MORE },
	{ "больше не", ENDED },
	{ "будущ", NOT_YET },
	{ "бывш", PAST },
	{ "більше не", ENDED },
	{ "возможн", NOT_YET },
	{ "втрачен", PAST | OVER },
	{ "выигран", WON },
	{ "відмов", OVER },
	{ "відхил", OVER },
	{ "завершен", OVER },
	{ "заинтересован", LEAD },
	{ "заказчик", CUSTOMER },
	{ "закрыт", CLOSED },
	{ "замовник", CUSTOMER },
	{ "зацікавлен", LEAD },
	{ "клиент", CUSTOMER },
	{ "клієнт", CUSTOMER },
	{ "колишн", PAST },
	{ "конкурент", RIVAL },
	{ "майбутн", NOT_YET },
	{ "не ", NOT_YET },
	{ "не активн", ENDED },
	{ "неактивн", PAST },
	{ "отказ", OVER },
	{ "отклон", OVER },
	{ "отмен", OVER },
	{ "партн", PARTNER },
	{ "переговор", OPEN },
	{ "перспектив", NOT_YET },
	{ "покупател", CUSTOMER },
	{ "покупець", CUSTOMER },
	{ "потенц", NOT_YET },
	{ "потерян", PAST | OVER },
	{ "програ", OVER },
	{ "проигр", OVER },
	{ "сделка", OPEN },
	{ "скасов", OVER },
	{ "утрачен", PAST | OVER },
	{ "ушедш", PAST },
	{ "הזדמנות", OPEN },
	{ "לקוח", CUSTOMER },
	{ "לשעבר", PAST },
	{ "פוטנציאל", NOT_YET },
	{ "سابق", PAST },
	{ "عملاء", CUSTOMER },
	{ "عميل", CUSTOMER },
	{ "فرصة", OPEN },
	{ "محتمل", NOT_YET },
	{ "ลูกค้า", CUSTOMER },
	{ "โอกาส", OPEN },
	{ "お客様", CUSTOMER },
	{ "キャンセル", OVER },
	{ "クローズ", OVER },
	{ "パートナー", PARTNER },
	{ "リード", LEAD },
	{ "不再", ENDED },
	{ "丢单", OVER },
	{ "中止", OVER },
	{ "仕入先", PARTNER },
	{ "代理店", PARTNER },
	{ "休眠", PAST },
	{ "作废", OVER },
	{ "供应商", PARTNER },
	{ "候補", NOT_YET },
	{ "停用", PAST },
	{ "元顧客", PAST },
	{ "元顾客", PAST },
	{ "关闭", CLOSED },
	{ "准客", NOT_YET },
	{ "前客戶", PAST },
	{ "前客户", PAST },
	{ "却下", OVER },
	{ "取引中", CUSTOMER },
	{ "取消", OVER },
	{ "受注", WON },
	{ "合作伙伴", PARTNER },
	{ "商机", OPEN },
	{ "商機", OPEN },
	{ "商談", OPEN },
	{ "商谈", OPEN },
	{ "失单", OVER },
	{ "失敗", OVER },
	{ "失注", PAST | OVER },
	{ "失败", OVER },
	{ "契約中", CUSTOMER },
	{ "完了", OVER },
	{ "客戶", CUSTOMER },
	{ "客户", CUSTOMER },
	{ "得意先", CUSTOMER },
	{ "意向", NOT_YET | LEAD },
	{ "成交", WON },
	{ "成約", WON },
	{ "报价", OPEN },
	{ "提案", OPEN },
	{ "放弃", OVER },
	{ "旧顧客", PAST },
	{ "旧顾客", PAST },
	{ "未契約", NOT_YET },
	{ "未签约", NOT_YET },
	{ "案件", OPEN },
	{ "流失", PAST | OVER },
	{ "潛在", NOT_YET },
	{ "潜在", NOT_YET },
	{ "潜客", LEAD },
	{ "目标", NOT_YET },
	{ "目標", NOT_YET },
	{ "竞争", RIVAL },
	{ "競合", RIVAL },
	{ "签约", CUSTOMER },
	{ "線索", LEAD },
	{ "线索", LEAD },
	{ "見積", OPEN },
	{ "見込", LEAD | NOT_YET },
	{ "見送り", OVER },
	{ "解約", PAST },
	{ "解约", PAST },
	{ "谈判", OPEN },
	{ "赢单", WON },
	{ "输单", OVER },
	{ "退会", PAST },
	{ "關閉", CLOSED },
	{ "顧客", CUSTOMER },
	{ "顾客", CUSTOMER },
	{ "가망", NOT_YET },
	{ "거래중", CUSTOMER },
	{ "거래처", CUSTOMER },
	{ "견적", OPEN },
	{ "고객", CUSTOMER },
	{ "더 이상", ENDED },
	{ "리드", LEAD },
	{ "비활성", PAST },
	{ "수주", WON },
	{ "실주", OVER },
	{ "실패", OVER },
	{ "영업기회", OPEN },
	{ "예비", NOT_YET },
	{ "이전", PAST },
	{ "이탈", PAST },
	{ "잠재", LEAD | NOT_YET },
	{ "제안", OPEN },
	{ "종료", OVER },
	{ "취소", OVER },
	{ "파트너", PARTNER },
	{ "포기", OVER },
	{ "해지", PAST },
	{ "협상", OPEN },
	{ "휴면", PAST },
};

static bool
is_word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	    (unsigned char)c >= 0x80;
}

/* May a word begin here? Kana, Han characters and Hangul begin with bytes from
 * 0xE3 on. */
static bool
may_begin(const char *value, size_t i)
{
	return is_word_char(value[i]) &&
	    (i == 0 || (unsigned char)value[i] >= 0xE3 ||
		!is_word_char(value[i - 1]));
}

static bool
stands_at(const char *value, size_t len, const char *word)
{
	size_t n = strlen(word);
	bool whole = word[n - 1] == ' ';

	n -= whole;
	return len >= n && memcmp(value, word, n) == 0 &&
	    (!whole || len == n || !is_word_char(value[n]));
}

/* What all words of a value speak of. */
static unsigned int
read_words(const char *value, size_t len)
{
	unsigned int meaning = 0;

	for (size_t i = 0; i < len; i++) {
		if (!may_begin(value, i))
			continue;
		for (size_t k = 0; k < COUNT(words); k++) {
			/* Most begin otherwise, and every row is read. */
			if (words[k].word[0] == value[i] &&
			    stands_at(value + i, len - i, words[k].word))
				meaning |= words[k].meaning;
		}
	}
	return meaning;
}

/* Is it a list of several: "Customer; Partner; Hot Lead"? */
static bool
is_list(const char *value, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (strchr(",;/|&+", value[i]) != NULL)
			return true;
	}
	return false;
}

/* What was won is a customer's, and what was closed without it is past. */
static unsigned int
settle(unsigned int meaning)
{
	if ((meaning & NOT_YET) != 0 && (meaning & MORE) != 0)
		meaning |= ENDED;
	if ((meaning & WON) != 0)
		meaning |= CUSTOMER;
	else if ((meaning & CLOSED) != 0)
		meaning |= PAST;
	if ((meaning & ENDED) != 0)
		meaning = (meaning & ~(unsigned int)NOT_YET) | PAST;
	return meaning;
}

const char *
psi_population_by_words(enum psi_population *out, const char *value, size_t len)
{
	unsigned int meaning = settle(read_words(value, len));

	if ((meaning & CUSTOMER) != 0 && (meaning & NOT_YET) != 0) {
		*out = PSI_POPULATION_PROSPECT;
		return "words: not yet a customer";
	}
	if ((meaning & CUSTOMER) != 0 && (meaning & PAST) != 0) {
		*out = PSI_POPULATION_FORMER_CUSTOMER;
		return "words: customer, past";
	}
	/* A customer of a competitor, a test, a prospect customer. */
	if ((meaning & CUSTOMER) != 0 &&
	    ((meaning & (UNSURE | RIVAL)) != 0 ||
		((meaning & LEAD) != 0 && !is_list(value, len))))
		return NULL;
	if ((meaning & CUSTOMER) != 0) {
		*out = PSI_POPULATION_CUSTOMER;
		return "words: customer";
	}
	if ((meaning & (PARTNER | RIVAL)) != 0)
		return NULL;
	if ((meaning & OPEN) != 0 && (meaning & PAST) == 0) {
		*out = PSI_POPULATION_OPEN_OPPORTUNITY;
		return "words: opportunity";
	}
	if ((meaning & LEAD) != 0) {
		*out = PSI_POPULATION_PROSPECT;
		return "words: prospect";
	}
	return NULL;
}

bool
psi_population_words_are_over(const char *value, size_t len, bool of_account)
{
	unsigned int meaning = read_words(value, len);

	return (meaning & (WON | CLOSED | OVER)) != 0 &&
	    (!of_account || (meaning & CUSTOMER) == 0);
}
