/*
 * lib/session/versions: what a file says of its versions, whatever else is in
 * it, and however its bytes come.
 */
#include "support/cm.h"

#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "psi/inspect.h"
#include "psi/normalize.h"
#include "support/memory.h"

static int
take_fact(
    void *cookie, const char *item, const char *value, struct psi_error *err)
{
	struct psi_buf *facts = cookie;
	int rc;

	if ((rc = psi_buf_append_text(facts, item, err)) != 0 ||
	    (rc = psi_buf_append_text(facts, "=", err)) != 0 ||
	    (rc = psi_buf_append_text(facts, value, err)) != 0)
		return rc;
	return psi_buf_append_text(facts, " ", err);
}

static int
versions(struct psi_buf *facts, const void *file, size_t len, size_t step)
{
	struct memory memory;
	struct psi_source source = memory_source(&memory, file, len);
	struct psi_error err;
	int rc;

	memset(&err, 0, sizeof err);
	memory.step = step;
	facts->len = 0;
	rc = psi_inspect_versions(&source, take_fact, facts, &err);
	assert_int_equal(psi_buf_append(facts, "", 1, NULL), 0);
	assert_int_equal(rc, err.code);
	assert_true(rc == 0 || err.hint[0] != '\0');
	return rc;
}

static void
of_each_kind(void **state)
{
	static const struct {
		const char *file;
		const char *facts;
	} files[] = {
		{ "psi1abc\n", "format=psi1 format-here=psi1 " },
		{ "psi-secret-identity/2\nx\n",
		    "format=psi-secret-identity/2 "
		    "format-here=psi-secret-identity/1 " },
		{ "term,value\nfile,agreement/9\nx,y\nnormalizer,pkn8\n"
		  "normalizer-fingerprint,ab\n",
		    "format=agreement/9 format-here=agreement/2 rules=pkn8 "
		    "rules-here=pkn2 fingerprint=ab " },
		{ "term,value\r\nfile,agreement/2\r\npublic-suffix-list,cd\r\n",
		    "format=agreement/2 format-here=agreement/2 "
		    "suffix-list=cd " },
		{ "record,value\nfile,blinded/2\nagreement,ef\nsuite,s\n"
		  "element,x\nsuite,t\n",
		    "format=blinded/2 format-here=blinded/2 agreement=ef "
		    "suite=s " },
		{ "record,value\nfile,evaluated/3",
		    "format=evaluated/3 format-here=evaluated/2 " },
		{ "record,value\nfile,blind/2\n",
		    "format=blind/2 format-here=none " },
		{ "record,value\nfile,\n", "format= format-here=none " },
		{ "account,population,type,value\n,,directory,x\n"
		  ",,normalizer,pkn7:12\n",
		    "rules=pkn7 rules-here=pkn2 fingerprint=12 " },
		{ "account,population,type,value\n,,normalizer,pkn7\n",
		    "rules=pkn7 rules-here=pkn2 " },
		/* No control character is told. */
		{ "record,value\nfile,a\x1b[1m\n", "format=a format-here=" },
	};
	struct psi_buf facts = PSI_BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		size_t len = strlen(files[i].file);

		for (size_t step = 0; step < 4; step++) {
			assert_int_equal(
			    versions(&facts, files[i].file, len, step), 0);
			assert_memory_equal(
			    facts.data, files[i].facts, strlen(files[i].facts));
		}
	}
	psi_buf_clear(&facts);
}

static void
of_none(void **state)
{
	static const char *const files[] = { "", "\n", "record,value\n",
		"term,value\nid,00\n", "Account,Name\n1,Acme\n",
		"account,population,type,value\nA1,customer,name,x\n",
		"account,population,type,value\n,,source-date,x\n",
		"\xef\xbb\xbfrecord,value\nfile,blinded/2\n" };
	struct psi_buf facts = PSI_BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		assert_int_equal(
		    versions(&facts, files[i], strlen(files[i]), 0),
		    PSI_E_GRAMMAR);
		assert_string_equal((const char *)facts.data, "");
	}
	psi_buf_clear(&facts);
}

/* No more than 64 KiB are looked at, and a long value is cut. */
static void
of_a_long_file(void **state)
{
	static const char begin[] = "term,value\nfile,agreement/2\nsuite,";
	static const char end[] = "\nnormalizer,pkn2\n";
	struct psi_buf facts = PSI_BUF_INIT;
	struct psi_buf file = PSI_BUF_INIT;

	(void)state;
	assert_int_equal(psi_buf_append_text(&file, begin, NULL), 0);
	for (size_t i = 0; i < 70000; i++)
		assert_int_equal(psi_buf_append(&file, "x", 1, NULL), 0);
	assert_int_equal(psi_buf_append_text(&file, end, NULL), 0);
	assert_int_equal(versions(&facts, file.data, file.len, 0), 0);
	assert_null(strstr((const char *)facts.data, "rules"));
	assert_int_equal(facts.len - 1,
	    strlen("format=agreement/2 format-here=agreement/2 suite= ") + 200);
	psi_buf_clear(&facts);
	psi_buf_clear(&file);
}

static void
of_this_library(void **state)
{
	const char *format;
	size_t num = 0;

	(void)state;
	while ((format = psi_format_at(num)) != NULL) {
		assert_true(format[0] != '\0');
		num++;
	}
	assert_int_equal(num, 8);
	assert_string_equal(psi_format_at(0), "agreement/2");
	assert_null(psi_format_at(SIZE_MAX));
	assert_string_equal(psi_normalizer_unicode(), "14.0");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_each_kind),
		cmocka_unit_test(of_none),
		cmocka_unit_test(of_a_long_file),
		cmocka_unit_test(of_this_library),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
