/*
 * lib/normal/identifier: valid numbers, each spoiled in its last place.
 *
 * The numbers are examples that the offices themselves or the standards
 * publish, or made by hand from the formulas; none is taken from a person.
 */
#include "support/cm.h"

#include <stdio.h>
#include <string.h>

#include "normal/identifier.h"

static void
expect_reject(enum psi_reject got, enum psi_reject want, const char *text)
{
	if (got != want)
		fail_msg("%s: %s, not %s", text, psi_reject_name(got),
		    psi_reject_name(want));
}

/* A number that is right, and the same with another last digit. */
static void
expect_vat(const char *country, const char *text, const char *want)
{
	struct psi_identifier id;
	char spoiled[64];
	size_t len = strlen(text);

	expect_reject(
	    psi_vat_parse(&id, text, len, country), PSI_REJECT_NONE, text);
	assert_string_equal(id.text, want);
	assert_int_equal(id.len, strlen(want));
	memcpy(spoiled, text, len + 1);
	for (size_t i = len; i > 0; i--) {
		if (spoiled[i - 1] >= '0' && spoiled[i - 1] <= '9') {
			spoiled[i - 1] =
			    spoiled[i - 1] == '9' ? '0' : spoiled[i - 1] + 1;
			break;
		}
	}
	expect_reject(psi_vat_parse(&id, spoiled, len, country),
	    PSI_REJECT_ID_CHECKSUM, spoiled);
}

static void
expect_regno(const char *country, const char *text, const char *want)
{
	struct psi_identifier id;

	expect_reject(psi_regno_parse(&id, text, strlen(text), country),
	    PSI_REJECT_NONE, text);
	assert_string_equal(id.text, want);
}

static void
refuse_regno(const char *country, const char *text, enum psi_reject want)
{
	struct psi_identifier id;

	expect_reject(
	    psi_regno_parse(&id, text, strlen(text), country), want, text);
}

static void
refuse_vat(const char *country, const char *text, enum psi_reject want)
{
	struct psi_identifier id;

	expect_reject(
	    psi_vat_parse(&id, text, strlen(text), country), want, text);
}

/* A number that is right; what a slip in it gives is another question. */
static void
pass_vat(const char *country, const char *text, const char *want)
{
	struct psi_identifier id;

	expect_reject(psi_vat_parse(&id, text, strlen(text), country),
	    PSI_REJECT_NONE, text);
	assert_string_equal(id.text, want);
}

static void
lei(void **state)
{
	static const char valid[] = "529900T8BM49AURSDO55";
	struct psi_identifier id;

	(void)state;
	expect_reject(psi_lei_parse(&id, valid, 20), PSI_REJECT_NONE, valid);
	assert_string_equal(id.text, valid);
	expect_reject(psi_lei_parse(&id, "5299 00t8 bm49 aurs do55", 24),
	    PSI_REJECT_NONE, "blanks");
	assert_string_equal(id.text, valid);
	expect_reject(psi_lei_parse(&id, "529900T8BM49AURSDO56", 20),
	    PSI_REJECT_ID_CHECKSUM, "last digit");
	expect_reject(psi_lei_parse(&id, "529900T8BM94AURSDO55", 20),
	    PSI_REJECT_ID_CHECKSUM, "swapped digits");
	expect_reject(psi_lei_parse(&id, "529900T8BM49AURSDO5", 19),
	    PSI_REJECT_ID_LENGTH, "short");
	expect_reject(psi_lei_parse(&id, "529900T8BM49AURSDO555", 21),
	    PSI_REJECT_ID_LENGTH, "long");
	expect_reject(psi_lei_parse(&id, "529900T8BM49AURSDO5X", 20),
	    PSI_REJECT_ID_CHARACTER, "letter at the end");
	expect_reject(psi_lei_parse(&id, "529900T8BM49AURS_O55", 20),
	    PSI_REJECT_ID_CHARACTER, "character");
	expect_reject(psi_lei_parse(&id, "00000000000000000000", 20),
	    PSI_REJECT_ID_REPEATED, "zeros");
}

static void
duns(void **state)
{
	struct psi_identifier id;

	(void)state;
	expect_reject(
	    psi_duns_parse(&id, "15-048-3782", 11), PSI_REJECT_NONE, "hyphens");
	assert_string_equal(id.text, "150483782");
	assert_false(id.padded);
	expect_reject(
	    psi_duns_parse(&id, "50483782", 8), PSI_REJECT_NONE, "lost zero");
	assert_string_equal(id.text, "050483782");
	assert_true(id.padded);
	expect_reject(
	    psi_duns_parse(&id, "1504837", 7), PSI_REJECT_NONE, "two zeros");
	assert_string_equal(id.text, "001504837");
	expect_reject(
	    psi_duns_parse(&id, "150483", 6), PSI_REJECT_ID_LENGTH, "six");
	expect_reject(
	    psi_duns_parse(&id, "1504837822", 10), PSI_REJECT_ID_LENGTH, "ten");
	expect_reject(psi_duns_parse(&id, "15048378X", 9),
	    PSI_REJECT_ID_CHARACTER, "letter");
	expect_reject(psi_duns_parse(&id, "000000000", 9),
	    PSI_REJECT_ID_REPEATED, "zeros");
	expect_reject(psi_duns_parse(&id, "999999999", 9),
	    PSI_REJECT_ID_REPEATED, "nines");
	expect_reject(psi_duns_parse(&id, "99999999", 8),
	    PSI_REJECT_ID_REPEATED, "eight nines");
	expect_reject(psi_duns_parse(&id, "123456789", 9),
	    PSI_REJECT_ID_REPEATED, "counting");
}

static void
vat(void **state)
{
	(void)state;
	expect_vat("AT", "ATU13585627", "ATU13585627");
	expect_vat("BE", "BE0428759497", "BE0428759497");
	expect_vat("BE", "428.759.497", "BE0428759497");
	expect_vat("BG", "175074752", "BG175074752");
	expect_vat("CH", "CHE-107.787.577 MWST", "CH107787577");
	expect_vat("CY", "CY10259033P", "CY10259033P");
	expect_vat("CZ", "CZ25123891", "CZ25123891");
	expect_vat("DE", "DE136695976", "DE136695976");
	expect_vat("DE", "136 695 976", "DE136695976");
	expect_vat("DK", "DK13585628", "DK13585628");
	expect_vat("EE", "EE100931558", "EE100931558");
	expect_vat("ES", "ESA58818501", "ESA58818501");
	expect_vat("FI", "FI20774740", "FI20774740");
	expect_vat("FR", "FR40303265045", "FR40303265045");
	expect_vat("GB", "GB980780684", "GB980780684");
	expect_vat("GR", "EL094259216", "GR094259216");
	expect_vat("GR", "94259216", "GR094259216");
	expect_vat("HR", "HR33392005961", "HR33392005961");
	expect_vat("HU", "HU12892312", "HU12892312");
	expect_vat("IE", "IE6433435F", "IE6433435F");
	expect_vat("IT", "IT00743110157", "IT00743110157");
	expect_vat("LT", "LT119511515", "LT119511515");
	expect_vat("LU", "LU15027442", "LU15027442");
	expect_vat("LV", "LV40003521600", "LV40003521600");
	expect_vat("MT", "MT11679112", "MT11679112");
	expect_vat("NO", "NO 995 525 828 MVA", "NO995525828");
	expect_vat("PL", "PL8567346215", "PL8567346215");
	expect_vat("PT", "PT501964843", "PT501964843");
	expect_vat("RO", "RO18547290", "RO18547290");
	expect_vat("SI", "SI50223054", "SI50223054");
	expect_vat("SK", "SK2022749619", "SK2022749619");
}

static void
vat_country(void **state)
{
	struct psi_identifier id;

	(void)state;
	/* The prefix alone is enough. */
	expect_vat(NULL, "DE136695976", "DE136695976");
	expect_vat(NULL, "EL094259216", "GR094259216");
	expect_vat(NULL, "XI980780684", "GB980780684");
	refuse_vat(NULL, "136695976", PSI_REJECT_ID_COUNTRY);
	/* A company has numbers in other countries: the prefix says which, if
	 * the check digits are right. */
	pass_vat("DE", "FR40303265045", "FR40303265045");
	expect_vat("BR", "DE136695976", "DE136695976");
	refuse_vat("DE", "FR40303265046", PSI_REJECT_ID_LENGTH);
	refuse_vat("BR", "DE136695977", PSI_REJECT_ID_CHECKSUM);
	/* The own country's code is not doubled. */
	pass_vat("BR", "BR12345678", "BR12345678");
	pass_vat("BR", "12345678", "BR12345678");
	refuse_vat("DE", "13669597", PSI_REJECT_ID_LENGTH);
	refuse_vat("DE", "13669597X", PSI_REJECT_ID_CHARACTER);
	refuse_vat("DE", "000000000", PSI_REJECT_ID_REPEATED);
	/* Nor is it a number with the code before it, or letters in it. */
	refuse_vat(NULL, "IT00000000000", PSI_REJECT_ID_REPEATED);
	refuse_vat("GB", "GB000 0000 00", PSI_REJECT_ID_REPEATED);
	refuse_vat(NULL, "PL1111111111", PSI_REJECT_ID_REPEATED);
	refuse_vat("ES", "ESB00000000", PSI_REJECT_ID_REPEATED);
	refuse_vat("IE", "0000000W", PSI_REJECT_ID_REPEATED);
	refuse_vat(NULL, "NL000000000B01", PSI_REJECT_ID_REPEATED);
	refuse_vat(NULL, "SE000000000001", PSI_REJECT_ID_REPEATED);
	refuse_vat("BR", "BR00000000000000", PSI_REJECT_ID_REPEATED);
	/* Nor what is only zeros once a branch is cut off. */
	refuse_vat(NULL, "HU00000000251", PSI_REJECT_ID_REPEATED);
	refuse_vat("HU", "00000000-2-42", PSI_REJECT_ID_REPEATED);
	/* This one is a bank's. */
	pass_vat("BR", "00000000000191", "BR00000000000191");
	refuse_vat("DE", "1366*5976", PSI_REJECT_ID_CHARACTER);
	/* The check digit stands before the B; of the last two there is none
	 * but in the newer form. */
	expect_reject(psi_vat_parse(&id, "NL004495445B01", 14, "NL"),
	    PSI_REJECT_NONE, "NL");
	assert_string_equal(id.text, "NL004495445B01");
	refuse_vat("NL", "NL004495446B01", PSI_REJECT_ID_CHECKSUM);
	expect_reject(psi_vat_parse(&id, "NL002455799B11", 14, "NL"),
	    PSI_REJECT_NONE, "NL since 2020");
	refuse_vat("NL", "NL002455799B12", PSI_REJECT_ID_CHECKSUM);
	expect_reject(psi_vat_parse(&id, "SE556188840401", 14, "SE"),
	    PSI_REJECT_NONE, "SE");
	refuse_vat("SE", "SE556188840501", PSI_REJECT_ID_CHECKSUM);
	refuse_vat("SE", "SE556188840400", PSI_REJECT_ID_CHECKSUM);
	/* Branches of a group are the group. */
	expect_reject(psi_vat_parse(&id, "GB980780684001", 14, NULL),
	    PSI_REJECT_NONE, "branch");
	assert_string_equal(id.text, "GB980780684");
	/* A country without rules of its own. */
	expect_reject(psi_vat_parse(&id, "123456789012345", 15, "IN"),
	    PSI_REJECT_NONE, "IN");
	assert_string_equal(id.text, "IN123456789012345");
}

static void
regno(void **state)
{
	(void)state;
	expect_regno("GB", "00445790", "GB-00445790");
	expect_regno("GB", "445790", "GB-00445790");
	expect_regno("GB", "sc016876", "GB-SC016876");
	refuse_regno("GB", "004457901", PSI_REJECT_ID_LENGTH);
	expect_regno("GB", "SC16876", "GB-SC016876");
	refuse_regno("GB", "SC168", PSI_REJECT_ID_LENGTH);
	refuse_regno("GB", "XY16876", PSI_REJECT_ID_LENGTH);
	expect_regno("GB", "SP1234RS", "GB-SP1234RS");
	refuse_regno("GB", "SP12RSRS", PSI_REJECT_ID_CHARACTER);
	expect_regno("GB", "GB00445790", "GB-00445790");
	expect_regno("GB", "UK445790", "GB-00445790");
	expect_regno(NULL, "GB00445790", "GB-00445790");
	refuse_regno(NULL, "GB445790", PSI_REJECT_ID_COUNTRY);
	refuse_regno("GB", "ABCDEFGH", PSI_REJECT_ID_CHARACTER);
	expect_regno("FR", "732 829 320", "FR-732829320");
	expect_regno("FR", "732 829 320 00074", "FR-732829320");
	refuse_regno("FR", "732829321", PSI_REJECT_ID_CHECKSUM);
	refuse_regno("FR", "73282932000075", PSI_REJECT_ID_CHECKSUM);
	/* An establishment of the post office. */
	expect_regno("FR", "356 000 000 49837", "FR-356000000");
	expect_regno("AU", "51 824 753 556", "AU-51824753556");
	refuse_regno("AU", "51 824 753 557", PSI_REJECT_ID_CHECKSUM);
	expect_regno("AU", "004 085 616", "AU-004085616");
	expect_regno("BR", "11.222.333/0001-81", "BR-11222333000181");
	refuse_regno("BR", "11.222.333/0001-82", PSI_REJECT_ID_CHECKSUM);
	/* Letters, since 2026. */
	expect_regno("BR", "12.ABC.345/01DE-35", "BR-12ABC34501DE35");
	refuse_regno("BR", "12.ABC.345/01DF-35", PSI_REJECT_ID_CHECKSUM);
	expect_regno("CN", "91350100M000100Y43", "CN-91350100M000100Y43");
	refuse_regno("CN", "91350100M000100Y44", PSI_REJECT_ID_CHECKSUM);
	refuse_regno("CN", "9135010OM000100Y43", PSI_REJECT_ID_CHECKSUM);
	expect_regno("JP", "5835678256246", "JP-5835678256246");
	refuse_regno("JP", "4835678256246", PSI_REJECT_ID_CHECKSUM);
	expect_regno("CH", "CHE-107.787.577", "CH-107787577");
	expect_regno("NO", "988 077 917", "NO-988077917");
	refuse_regno("NO", "988 077 918", PSI_REJECT_ID_CHECKSUM);
	expect_regno("SE", "556188-8404", "SE-5561888404");
	expect_regno("SE", "16556188-8404", "SE-5561888404");
	refuse_regno("SE", "556188-8405", PSI_REJECT_ID_CHECKSUM);
	expect_regno("IT", "00743110157", "IT-00743110157");
	expect_regno("PL", "0000012345", "PL-0000012345");
	expect_regno("DK", "13585628", "DK-13585628");
	expect_regno("ES", "A58818501", "ES-A58818501");
	expect_regno("FI", "2077474-0", "FI-20774740");
	expect_regno("US", "91-1144442", "US-911144442");
	expect_regno("US", "1-1144442", "US-011144442");
	refuse_regno("US", "07-1144442", PSI_REJECT_ID_CHECKSUM);
	expect_regno("BE", "0428.759.497", "BE-0428759497");
	expect_regno("CA", "123456782RC0001", "CA-123456782");
	expect_regno("KR", "116-82-00276", "KR-1168200276");
	refuse_regno("KR", "116-82-00277", PSI_REJECT_ID_CHECKSUM);
	expect_regno("NZ", "9429041535110", "NZ-9429041535110");
	expect_regno("RU", "7707083893", "RU-7707083893");
	expect_regno("RU", "1027700132195", "RU-1027700132195");
	expect_regno("PT", "501964843", "PT-501964843");
	expect_regno("CZ", "25123891", "CZ-25123891");
}

static void
regno_country(void **state)
{
	(void)state;
	expect_regno(NULL, "GB-00445790", "GB-00445790");
	expect_regno(NULL, "gb 445790", "GB-00445790");
	refuse_regno(NULL, "00445790", PSI_REJECT_ID_COUNTRY);
	/* Many German companies have the same number at their courts. */
	refuse_regno("DE", "HRB 6684", PSI_REJECT_ID_COUNTRY);
	expect_regno("IN", "L17110MH1973PLC019786", "IN-L17110MH1973PLC019786");
	refuse_regno("IN", "123", PSI_REJECT_ID_LENGTH);
	refuse_regno("GB", "00000000", PSI_REJECT_ID_REPEATED);
	refuse_regno("GB", "SC000000", PSI_REJECT_ID_REPEATED);
	refuse_regno("HK", "HK00000000", PSI_REJECT_ID_REPEATED);
	expect_regno("PL", "0000000001", "PL-0000000001");
	refuse_regno("FR", "000 000 000 00026", PSI_REJECT_ID_REPEATED);
	refuse_regno("CA", "000000000RT0002", PSI_REJECT_ID_REPEATED);
	refuse_regno("SE", "16000000-0000", PSI_REJECT_ID_REPEATED);
}

static void
agreed(void **state)
{
	struct psi_identifier id;

	(void)state;
	expect_reject(
	    psi_agreed_id_parse(&id, "aws-0042", 8), PSI_REJECT_NONE, "id");
	assert_string_equal(id.text, "AWS-0042");
	expect_reject(psi_agreed_id_parse(&id, "a b", 3),
	    PSI_REJECT_ID_CHARACTER, "blank");
	expect_reject(
	    psi_agreed_id_parse(&id, "a", 1), PSI_REJECT_ID_LENGTH, "short");
	expect_reject(psi_agreed_id_parse(
			  &id, "0123456789012345678901234567890123456789", 40),
	    PSI_REJECT_ID_LENGTH, "long");
}

/* Nothing of any length and with any bytes does harm. */
static void
any_bytes(void **state)
{
	static const char *const countries[] = { NULL, "AT", "BE", "BG", "BR",
		"CH", "CN", "CY", "DE", "ES", "FR", "GB", "IE", "LT", "NL",
		"PL", "RO", "RU", "SE", "US", "ZZ" };
	struct psi_identifier id;
	char text[40];
	uint32_t x = 1;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		size_t len;
		const char *country;

		x = x * 1664525 + 1013904223;
		len = (x >> 16) % sizeof text;
		x = x * 1664525 + 1013904223;
		country = countries[(x >> 16) %
		    (sizeof countries / sizeof countries[0])];
		for (size_t i = 0; i < len; i++) {
			x = x * 1664525 + 1013904223;
			text[i] = "0123456789ABXYZ"[(x >> 16) % 15];
		}
		(void)psi_lei_parse(&id, text, len);
		(void)psi_duns_parse(&id, text, len);
		(void)psi_agreed_id_parse(&id, text, len);
		if (psi_vat_parse(&id, text, len, country) == PSI_REJECT_NONE)
			assert_int_equal(id.len, strlen(id.text));
		if (psi_regno_parse(&id, text, len, country) == PSI_REJECT_NONE)
			assert_int_equal(id.len, strlen(id.text));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lei),
		cmocka_unit_test(duns),
		cmocka_unit_test(vat),
		cmocka_unit_test(vat_country),
		cmocka_unit_test(regno),
		cmocka_unit_test(regno_country),
		cmocka_unit_test(agreed),
		cmocka_unit_test(any_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
