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
	NOT_YET = 16
};

/*
 * Words of English, German, Dutch, French, Spanish, Portuguese, Italian, Romanian,
 * Polish, Czech, Hungarian, the Nordic languages, Turkish, Russian, Ukrainian,
 * Greek, Arabic, Hebrew, Thai, Vietnamese, Japanese, Chinese and Korean. A word
 * counts if it begins so (and ends so, with a blank at its end here); Han
 * characters, kana and Hangul count wherever they stand. What is past or not yet
 * says something of a customer only, and what is past of an opportunity.
 */
static const struct {
	const char *word;
	unsigned int meaning;
} words[] = {
	{ "abgesprungen", PAST },
	{ "aday", NOT_YET },
	{ "ancien", PAST },
	{ "angebot", OPEN },
	{ "antic", PAST },
	{ "antig", PAST },
	{ "asiakas", CUSTOMER },
	{ "asiakkaa", CUSTOMER },
	{ "baja ", PAST },
	{ "beendet", PAST },
	{ "bestandskunde", CUSTOMER },
	{ "byli", PAST },
	{ "byly", PAST },
	{ "była", PAST },
	{ "były", PAST },
	{ "bývalá", PAST },
	{ "bývalí", PAST },
	{ "bývalý", PAST },
	{ "cancel", PAST },
	{ "cessat", PAST },
	{ "churn", PAST },
	{ "client", CUSTOMER },
	{ "customer", CUSTOMER },
	{ "demo", OPEN },
	{ "devis", OPEN },
	{ "disdett", PAST },
	{ "dormant", PAST },
	{ "dormid", PAST },
	{ "ehemalig", PAST },
	{ "ended ", PAST },
	{ "ex ", PAST },
	{ "entinen", PAST },
	{ "eski ", PAST },
	{ "evaluat", OPEN },
	{ "expired", PAST },
	{ "forhenværende", PAST },
	{ "former", PAST },
	{ "fost ", PAST },
	{ "fostă ", PAST },
	{ "foști ", PAST },
	{ "futur", NOT_YET },
	{ "förlorad", PAST },
	{ "förlorat", PAST },
	{ "fırsat", OPEN },
	{ "geen", NOT_YET },
	{ "gekündigt", PAST },
	{ "inactiv", PAST },
	{ "inaktiv", PAST },
	{ "inativ", PAST },
	{ "inattiv", PAST },
	{ "interesad", LEAD },
	{ "interessad", LEAD },
	{ "interessato", LEAD },
	{ "interessent", LEAD },
	{ "kaybedil", PAST },
	{ "kein", NOT_YET },
	{ "khách hàng", CUSTOMER },
	{ "klant", CUSTOMER },
	{ "klient", CUSTOMER },
	{ "korábbi", PAST },
	{ "kund", CUSTOMER },
	{ "kunde", CUSTOMER },
	{ "kündigung", PAST },
	{ "lead", LEAD },
	{ "left ", PAST },
	{ "liidi", LEAD },
	{ "lost", PAST },
	{ "menetetty", PAST },
	{ "müşteri", CUSTOMER },
	{ "negocia", OPEN },
	{ "negotia", OPEN },
	{ "never", NOT_YET },
	{ "no ", NOT_YET },
	{ "non ", NOT_YET },
	{ "not ", NOT_YET },
	{ "négocia", OPEN },
	{ "offerte", OPEN },
	{ "opgezegd", PAST },
	{ "oportunidad", OPEN },
	{ "opportunit", OPEN },
	{ "opsagt", PAST },
	{ "oud ", PAST },
	{ "oude ", PAST },
	{ "past ", PAST },
	{ "perdid", PAST },
	{ "perdu", PAST },
	{ "perso ", PAST },
	{ "pipeline", OPEN },
	{ "potans", NOT_YET },
	{ "potenc", NOT_YET },
	{ "potent", NOT_YET },
	{ "potenz", NOT_YET },
	{ "potenţ", NOT_YET },
	{ "previous", PAST },
	{ "proposal", OPEN },
	{ "prospect", LEAD },
	{ "prospekt", LEAD },
	{ "prospet", LEAD },
	{ "przetarg", OPEN },
	{ "résilié", PAST },
	{ "suspect", LEAD },
	{ "szansa sprzedaży", OPEN },
	{ "tabt", PAST },
	{ "tapt", PAST },
	{ "target", LEAD },
	{ "terminated", PAST },
	{ "tidigare", PAST },
	{ "tidligere", PAST },
	{ "trattativa", OPEN },
	{ "trial", OPEN },
	{ "uppsagd", PAST },
	{ "utracon", PAST },
	{ "verhandlung", OPEN },
	{ "verkaufschance", OPEN },
	{ "verkoopkans", OPEN },
	{ "verlor", PAST },
	{ "vevő", CUSTOMER },
	{ "volt ", PAST },
	{ "voormalig", PAST },
	{ "zainteresowan", LEAD },
	{ "ztracen", PAST },
	{ "zukünftig", NOT_YET },
	{ "zájemce", LEAD },
	{ "zákazní", CUSTOMER },
	{ "érdeklődő", LEAD },
	{ "ügyfél", CUSTOMER },
	{ "δυνητικ", NOT_YET },
	{ "παλι", PAST },
	{ "πελάτ", CUSTOMER },
	{ "πρών", PAST },
	{ "υποψήφι", NOT_YET },
	{ "бывш", PAST },
	{ "втрачен", PAST },
	{ "заказчик", CUSTOMER },
	{ "замовник", CUSTOMER },
	{ "клиент", CUSTOMER },
	{ "клієнт", CUSTOMER },
	{ "колишн", PAST },
	{ "перспектив", NOT_YET },
	{ "покупател", CUSTOMER },
	{ "потенц", NOT_YET },
	{ "потерян", PAST },
	{ "сделка", OPEN },
	{ "утрачен", PAST },
	{ "ушедш", PAST },
	{ "לקוח", CUSTOMER },
	{ "לשעבר", PAST },
	{ "פוטנציאל", NOT_YET },
	{ "سابق", PAST },
	{ "عملاء", CUSTOMER },
	{ "عميل", CUSTOMER },
	{ "محتمل", NOT_YET },
	{ "ลูกค้า", CUSTOMER },
	{ "お客様", CUSTOMER },
	{ "リード", LEAD },
	{ "休眠", PAST },
	{ "元顧客", PAST },
	{ "元顾客", PAST },
	{ "前客戶", PAST },
	{ "前客户", PAST },
	{ "商机", OPEN },
	{ "商機", OPEN },
	{ "商談", OPEN },
	{ "商谈", OPEN },
	{ "失注", PAST },
	{ "客戶", CUSTOMER },
	{ "客户", CUSTOMER },
	{ "得意先", CUSTOMER },
	{ "旧顧客", PAST },
	{ "旧顾客", PAST },
	{ "案件", OPEN },
	{ "流失", PAST },
	{ "潛在", NOT_YET },
	{ "潜在", NOT_YET },
	{ "潜客", LEAD },
	{ "線索", LEAD },
	{ "线索", LEAD },
	{ "見込", LEAD | NOT_YET },
	{ "解約", PAST },
	{ "解约", PAST },
	{ "退会", PAST },
	{ "顧客", CUSTOMER },
	{ "顾客", CUSTOMER },
	{ "고객", CUSTOMER },
	{ "리드", LEAD },
	{ "영업기회", OPEN },
	{ "이전", PAST },
	{ "이탈", PAST },
	{ "잠재", LEAD | NOT_YET },
	{ "해지", PAST },
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
			if (stands_at(value + i, len - i, words[k].word))
				meaning |= words[k].meaning;
		}
	}
	return meaning;
}

const char *
psi_population_by_words(enum psi_population *out, const char *value, size_t len)
{
	unsigned int meaning = read_words(value, len);

	if ((meaning & CUSTOMER) != 0 && (meaning & NOT_YET) != 0) {
		*out = PSI_POPULATION_PROSPECT;
		return "words: not yet a customer";
	}
	if ((meaning & CUSTOMER) != 0 && (meaning & PAST) != 0) {
		*out = PSI_POPULATION_FORMER_CUSTOMER;
		return "words: customer, past";
	}
	if ((meaning & CUSTOMER) != 0) {
		*out = PSI_POPULATION_CUSTOMER;
		return "words: customer";
	}
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
