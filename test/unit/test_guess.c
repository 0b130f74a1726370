/*
 * lib/table/guess: names of companies in the encodings that spreadsheets write,
 * which the guess must tell apart, and texts that were told to be of another.
 */
#include "support/cm.h"

#include <iconv.h>
#include <stdio.h>
#include <string.h>

#include "table/guess.h"

static const struct {
	const char *language;
	const char *text;
} texts[] = {
	{ "German",
	    "Müller GmbH\nKöln Bäckerei\nGroße Straße\nBüro für Übersetzung\n"
	    "Grün & Söhne\n" },
	{ "French",
	    "Société Générale\nÉlectricité de l'Est\nHôtel Façade\n"
	    "Crédit Agricole Normandie\n" },
	{ "Polish",
	    "Przedsiębiorstwo Handlowe Łódź\nZakład Mięsny Żywiec\n"
	    "Spółdzielnia Świętokrzyska\nGdańsk Stocznia Źródło\n" },
	{ "Czech",
	    "Pražská strojírna\nČeské dráhy\nŠkoda Plzeň\nŘeznictví Dvořák\n"
	    "Nová Huť\nÚstřední dílny\n" },
	{ "Hungarian",
	    "Győri Keksz\nMagyar Fűszer\nDebreceni Hűtőipar\nErdőgazdaság\n" },
	{ "Russian",
	    "Северсталь\nГазпром нефть\nСбербанк России\nАльфа Банк\n"
	    "Магнит торговля\n" },
	{ "Ukrainian",
	    "Укрзалізниця\nКиївський завод\nНова Пошта\nЄвропейський Дім\n" },
	{ "Greek",
	    "Εθνική Τράπεζα\nΕλληνικά Πετρέλαια\nΑθηναϊκή Ζυθοποιία\n"
	    "Αγροτική Ένωση\n" },
	{ "Turkish",
	    "Türkiye İş Bankası\nŞişe Cam Sanayi\nDoğuş Otomotiv\n"
	    "Yapı Kredi Bankası\n" },
	{ "Japanese",
	    "株式会社日立製作所\nトヨタ自動車株式会社\nソニーグループ\n"
	    "三菱商事株式会社\n" },
	{ "Chinese",
	    "中国石油化工集团\n北京科技有限公司\n上海汽车集团股份\n"
	    "深圳市腾讯计算机\n" },
	{ "Traditional",
	    "台灣積體電路製造\n鴻海精密工業股份有限公司\n中華電信股份\n" },
	{ "Korean",
	    "삼성전자 주식회사\n현대자동차\n엘지화학 "
	    "주식회사\n한국전력공사\n" },
	{ "Hebrew",
	    "בנק הפועלים\nתעשיות מלוכסן נגב\nשופרסל דיל צפון\n"
	    "מפעלי מתכת חיפה\n" },
	{ "Arabic",
	    "شركة النيل للأغذية\nمصنع الوطنية للورق\nالبنك الأهلي اليمني\n"
	    "مؤسسة المنار للتجارة\n" },
	{ "ASCII", "Northwind Traders\nGlobex Corporation\nInitech Ltd\n" },
};

static const char *
text_of(const char *language)
{
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		if (strcmp(texts[i].language, language) == 0)
			return texts[i].text;
	fail_msg("no %s", language);
	return "";
}

static size_t
encode(uint8_t out[1024], const char *language, const char *encoding)
{
	const char *text = text_of(language);
	union {
		const char *in;
		char *out;
	} from = { text };
	char *to = (char *)out;
	size_t in_len = strlen(text);
	size_t left = 1024;
	iconv_t cd = iconv_open(encoding, "UTF-8");

	if (cd == (iconv_t)-1)
		fail_msg("no %s", encoding);
	if (iconv(cd, &from.out, &in_len, &to, &left) == (size_t)-1)
		fail_msg("%s in %s", language, encoding);
	assert_int_equal(iconv_close(cd), 0);
	return 1024 - left;
}

static void
languages_are_told_apart(void **state)
{
	static const struct {
		const char *language;
		const char *encoding;
		enum psi_encoding is;
		/* Told as this, it is contradicted. */
		enum psi_encoding not ;
	} cases[] = {
		{ "German", "CP1252", PSI_ENCODING_WINDOWS1252,
		    PSI_ENCODING_WINDOWS1251 },
		{ "German", "CP850", PSI_ENCODING_IBM850, PSI_ENCODING_KOI8R },
		{ "German", "MACINTOSH", PSI_ENCODING_MACINTOSH,
		    PSI_ENCODING_WINDOWS1253 },
		{ "French", "CP1252", PSI_ENCODING_WINDOWS1252,
		    PSI_ENCODING_SHIFT_JIS },
		{ "French", "MACINTOSH", PSI_ENCODING_MACINTOSH,
		    PSI_ENCODING_GB18030 },
		{ "Polish", "CP1250", PSI_ENCODING_WINDOWS1250,
		    PSI_ENCODING_WINDOWS1252 },
		{ "Czech", "CP1250", PSI_ENCODING_WINDOWS1250,
		    PSI_ENCODING_WINDOWS1251 },
		{ "Russian", "CP1251", PSI_ENCODING_WINDOWS1251,
		    PSI_ENCODING_WINDOWS1252 },
		{ "Russian", "CP866", PSI_ENCODING_IBM866,
		    PSI_ENCODING_IBM850 },
		{ "Russian", "KOI8-R", PSI_ENCODING_KOI8R,
		    PSI_ENCODING_WINDOWS1252 },
		{ "Ukrainian", "CP1251", PSI_ENCODING_WINDOWS1251,
		    PSI_ENCODING_WINDOWS1250 },
		{ "Greek", "CP1253", PSI_ENCODING_WINDOWS1253,
		    PSI_ENCODING_WINDOWS1252 },
		{ "Turkish", "CP1254", PSI_ENCODING_WINDOWS1254,
		    PSI_ENCODING_WINDOWS1251 },
		{ "Hebrew", "CP1255", PSI_ENCODING_WINDOWS1255,
		    PSI_ENCODING_WINDOWS1252 },
		{ "Arabic", "CP1256", PSI_ENCODING_WINDOWS1256,
		    PSI_ENCODING_WINDOWS1251 },
		{ "Japanese", "CP932", PSI_ENCODING_SHIFT_JIS,
		    PSI_ENCODING_GB18030 },
		{ "Japanese", "EUC-JP", PSI_ENCODING_EUC_JP,
		    PSI_ENCODING_EUC_KR },
		{ "Chinese", "GB18030", PSI_ENCODING_GB18030,
		    PSI_ENCODING_WINDOWS1252 },
		{ "Traditional", "BIG5", PSI_ENCODING_BIG5,
		    PSI_ENCODING_EUC_KR },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		uint8_t bytes[1024];
		size_t len =
		    encode(bytes, cases[i].language, cases[i].encoding);
		struct psi_guess guess;
		bool contradicts = true;

		assert_int_equal(
		    psi_guess_encoding(&guess, bytes, len, NULL), 0);
		if (guess.num != 1 || guess.fits[0] != cases[i].is)
			fail_msg("%s in %s: %zu guesses", cases[i].language,
			    cases[i].encoding, guess.num);
		assert_int_equal(psi_guess_contradicts(&guess, &contradicts,
				     cases[i].is, bytes, len, NULL),
		    0);
		assert_false(contradicts);
		assert_int_equal(psi_guess_contradicts(&guess, &contradicts,
				     cases[i].not, bytes, len, NULL),
		    0);
		if (!contradicts)
			fail_msg("%s in %s goes as %s", cases[i].language,
			    cases[i].encoding,
			    psi_encoding_name(cases[i].not ));
		assert_int_equal(guess.fits[0], cases[i].is);
	}
}

/* What fits several is guessed as none of them, and contradicts nobody who says
 * one of the Latin ones. */
static void
some_fit_several(void **state)
{
	uint8_t bytes[1024];
	size_t len = encode(bytes, "Korean", "EUC-KR");
	struct psi_guess guess;
	bool contradicts = true;

	(void)state;
	/* By the rows of its characters. */
	assert_int_equal(psi_guess_encoding(&guess, bytes, len, NULL), 0);
	assert_int_equal(guess.num, 1);
	assert_int_equal(guess.fits[0], PSI_ENCODING_EUC_KR);
	len = encode(bytes, "Hungarian", "CP1250");
	assert_int_equal(psi_guess_encoding(&guess, bytes, len, NULL), 0);
	assert_int_equal(guess.num, 2);
	for (int told = PSI_ENCODING_WINDOWS1252; told < PSI_NUM_ENCODINGS;
	     told++) {
		assert_int_equal(psi_guess_contradicts(&guess, &contradicts,
				     (enum psi_encoding)told, bytes, len, NULL),
		    0);
		assert_false(contradicts);
	}
}

/* ASCII says nothing, nor does a letter or two. */
static void
little_is_no_guess(void **state)
{
	static const char *const few[] = { "", "\xe4", "caf\xe9 \xc6\xfc\xde",
		"\xef\xf0\xe8\xe2", "a \xe1 b \xe2 c" };
	uint8_t bytes[1024];
	size_t len = encode(bytes, "ASCII", "CP1252");
	struct psi_guess guess;
	bool contradicts = true;

	(void)state;
	assert_int_equal(psi_guess_encoding(&guess, bytes, len, NULL), 0);
	assert_int_equal(guess.num, 0);
	assert_int_equal(psi_guess_contradicts(&guess, &contradicts,
			     PSI_ENCODING_WINDOWS1251, bytes, len, NULL),
	    0);
	assert_false(contradicts);
	for (size_t i = 0; i < sizeof few / sizeof few[0]; i++) {
		assert_int_equal(
		    psi_guess_encoding(
			&guess, (const uint8_t *)few[i], strlen(few[i]), NULL),
		    0);
		for (size_t k = 0; k < guess.num; k++)
			assert_int_equal(psi_encoding_script(guess.fits[k]),
			    PSI_SCRIPT_WESTERN);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(languages_are_told_apart),
		cmocka_unit_test(some_fit_several),
		cmocka_unit_test(little_is_no_guess),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
