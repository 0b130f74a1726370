/* The steps of a session as functions: two companies in one process. */
#include "step/step_session.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sodium.h>

#include "kit/cleanup.h"
#include "kit/diag.h"
#include "kit/infile.h"
#include "kit/outfile.h"
#include "psi/agreement.h"
#include "psi/date.h"
#include "psi/ledger.h"
#include "kit/secretfile.h"
#include "kit/store_dir.h"
#include "support/cm.h"
#include "support/folder.h"
#include "support/memory.h"

#define FINGERPRINT                                                            \
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static struct psi_error err;

static void
ok(int rc)
{
	if (rc != 0)
		fail_msg("%s: %s", psi_error_name(rc), err.text);
}

static int
enter(void **state)
{
	psi_cleanup_init();
	psi_diag_quiet(true);
	return sodium_init() < 0 ? -1 : folder_enter(state);
}

static void
put(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

/* A whole small file, in a buffer that the next call uses again. */
static const char *
get(const char *path)
{
	static char text[65536];
	FILE *file = fopen(path, "r");
	size_t len;

	if (file == NULL)
		fail_msg("there is no '%s'", path);
	len = fread(text, 1, sizeof text - 1, file);
	text[len] = '\0';
	assert_int_equal(fclose(file), 0);
	return text;
}

static int
write_identity(void *cookie, const struct psi_sink *sink, struct psi_error *e)
{
	return psi_identity_write(cookie, sink, NULL, 0, e);
}

static int
write_agreement(const struct psi_agreement *agreement, const char *path)
{
	struct psi_outfile out = PSI_OUTFILE_INIT;
	int rc;

	if ((rc = psi_outfile_open(&out, path, 0, &err)) == 0 &&
	    (rc = psi_agreement_write(agreement, &out.sink, &err)) == 0)
		rc = psi_outfile_commit(&out, &err);
	psi_outfile_close(&out);
	return rc;
}

/* "acme.key" and "globex.key" with their ledgers, and an agreement that both
 * have signed. */
static void
make_world(const char *terms)
{
	static const char *const keys[] = { "acme.key", "globex.key" };
	char text[2][PSI_IDENTITY_TEXT_CHARS + 1];
	const struct psi_agreement_preset presets[] = {
		{ "party-a-name", "Acme" },
		{ "party-a-identity", text[0] },
		{ "party-b-name", "Globex" },
		{ "party-b-identity", text[1] },
		{ "normalizer-fingerprint", FINGERPRINT },
		{ "public-suffix-list", FINGERPRINT },
	};
	struct psi_identity *identity[2] = { NULL, NULL };
	struct psi_agreement *agreement = NULL;
	struct memory memory;
	struct psi_source source;

	for (size_t i = 0; i < 2; i++) {
		struct psi_store ledger = { .cookie = NULL };

		ok(psi_identity_generate(&identity[i], &err));
		ok(psi_secretfile_create(
		    keys[i], write_identity, identity[i], &err));
		ok(psi_store_ledger_open(&ledger, keys[i], &err));
		ok(psi_ledger_create(
		    &ledger, psi_identity_public(identity[i]), &err));
		psi_store_dir_close(&ledger);
		psi_public_identity_format(
		    text[i], psi_identity_public(identity[i]));
	}
	source = memory_source(&memory, terms, strlen(terms));
	ok(psi_agreement_draft(&agreement, &source, presets,
	    sizeof presets / sizeof presets[0], psi_session_tool_today(),
	    &err));
	for (size_t i = 0; i < 2; i++) {
		ok(psi_agreement_sign(agreement, identity[i], &err));
		psi_identity_free(identity[i]);
	}
	ok(write_agreement(agreement, "agreement.csv"));
	psi_agreement_free(agreement);
}

static void
make_keys(const char *path, const char *rows, unsigned int num)
{
	char date[PSI_DATE_CHARS];
	char text[2048];

	psi_date_encode(date, psi_session_tool_today());
	(void)snprintf(text, sizeof text,
	    "account,population,type,value\n"
	    ",,normalizer,pkn2:" FINGERPRINT "\n"
	    ",,source-date,%s\n%s,,rows,%u\n",
	    date, rows, num);
	put(path, text);
}

static struct psi_step_result
blind(const char *name)
{
	struct psi_step_blind step = PSI_STEP_BLIND_INIT;
	struct psi_step_result result;
	char path[4][64];

	for (size_t i = 0; i < 4; i++) {
		static const char *const end[] = { "", ".key", "-keys.csv",
			"-blinded.csv" };

		(void)snprintf(path[i], sizeof path[i], "%s%s", name, end[i]);
	}
	step.where.session = path[0];
	step.where.agreement = "agreement.csv";
	step.where.identity = path[1];
	step.keys = path[2];
	step.output = path[3];
	ok(psi_step_blind(&step, &result, &err));
	assert_true(result.has_output);
	return result;
}

static int
exchange(const char *session, const char *file, const char *output,
    struct psi_step_result *result)
{
	struct psi_step_exchange step = PSI_STEP_EXCHANGE_INIT;

	step.where.session = session;
	step.files = &file;
	step.num_files = file == NULL ? 0 : 1;
	step.output = output;
	return psi_step_exchange(&step, result, &err);
}

static int
reveal(const char *session, const char *file, const char *output,
    const char *accounts, struct psi_step_result *result)
{
	struct psi_step_reveal step = PSI_STEP_REVEAL_INIT;

	step.where.session = session;
	step.files = &file;
	step.num_files = file == NULL ? 0 : 1;
	step.output = output;
	step.accounts.path[0] = accounts;
	step.accounts.num = accounts == NULL ? 0 : 1;
	return psi_step_reveal(&step, result, &err);
}

static void
make_two(const char *terms)
{
	make_world(terms);
	make_keys("acme-keys.csv",
	    "A-1,customer,domain,one.example\n"
	    "A-2,customer,domain,two.example\n",
	    2);
	make_keys("globex-keys.csv",
	    "G-7,customer,domain,two.example\n"
	    "G-8,customer,domain,three.example\n",
	    2);
}

/* Every step of both, in one process, with failures between them. */
static void
whole_session(void **state)
{
	char *first;
	struct psi_step_result result;
	struct psi_step_result last;
	const char *one;
	const char *two;
	struct stat st;
	bool acme_first;

	(void)state;
	make_two("term,value\n");
	result = blind("acme");
	assert_int_equal(result.status.run, 1);
	assert_int_equal(result.status.accounts, 2);
	assert_string_equal(result.partner, "\"Globex\"");
	result = blind("globex");
	assert_string_equal(result.partner, "\"Acme\"");
	acme_first = !result.status.answers_first;
	one = acme_first ? "acme" : "globex";
	two = acme_first ? "globex" : "acme";

	/* A failure leaves no file, and nothing for the step after it. */
	put("bad.csv", "kind,blinded/2\n");
	assert_int_not_equal(exchange(one, "bad.csv", "out.csv", &last), 0);
	assert_int_equal(access("out.csv", F_OK), -1);
	assert_int_not_equal(exchange(one, "absent.csv", "out.csv", &last), 0);

	ok(exchange(one, acme_first ? "globex-blinded.csv" : "acme-blinded.csv",
	    "first.csv", &result));
	assert_true(result.has_output && result.status.answers_first);
	ok(exchange(two, acme_first ? "acme-blinded.csv" : "globex-blinded.csv",
	    "none.csv", &result));
	assert_false(result.has_output);
	assert_int_equal(access("none.csv", F_OK), -1);

	ok(reveal(two, "first.csv", "two.csv", NULL, &result));
	assert_int_equal(result.status.matched_accounts, 1);
	assert_int_equal(stat("two.csv", &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	ok(exchange(two, NULL, "second.csv", &result));
	assert_true(result.has_output);

	put("accounts.csv", "Account ID,City\nA-2,Ulm\nG-7,Bonn\n");
	ok(reveal(one, "second.csv", "one.csv", "accounts.csv", &result));
	assert_int_equal(result.status.matches, 1);
	assert_int_equal(result.missing, 0);
	assert_non_null(
	    strstr(get("one.csv"), acme_first ? ",A-2,Ulm" : ",G-7,Bonn"));
	assert_non_null(strstr(get("two.csv"), acme_first ? ",G-7," : ",A-2,"));

	/* An output is there already; then again, the same. */
	assert_int_equal(
	    reveal(one, NULL, "one.csv", NULL, &last), PSI_E_EXISTS);
	ok(reveal(one, NULL, "again.csv", "accounts.csv", &result));
	first = strdup(get("one.csv"));
	assert_non_null(first);
	assert_string_equal(get("again.csv"), first);
	free(first);
}

/* The list of inputs is that of one step, however many a process makes. */
static void
many_steps(void **state)
{
	struct psi_step_blind step = PSI_STEP_BLIND_INIT;
	struct psi_step_result result;

	(void)state;
	make_two("term,value\n");
	put("bad.csv", "no,such\n");
	for (int i = 0; i < 100; i++)
		assert_int_not_equal(
		    exchange("none", "bad.csv", "out.csv", &result), 0);
	step.where.session = "acme";
	step.where.agreement = "agreement.csv";
	step.where.identity = "acme.key";
	step.keys = "acme-keys.csv";
	step.force = true;
	step.output = "acme-keys.csv";
	assert_int_equal(psi_step_blind(&step, &result, &err), PSI_CLI_USAGE);
	assert_non_null(strstr(get("acme-keys.csv"), "A-1,customer"));
}

/* What psi_diag_error says on standard error. */
static const char *
printed(void)
{
	int saved = dup(STDERR_FILENO);
	int fd = open("stderr", O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(saved >= 0 && fd >= 0);
	assert_int_equal(dup2(fd, STDERR_FILENO), STDERR_FILENO);
	psi_diag_error(&err);
	assert_int_equal(dup2(saved, STDERR_FILENO), STDERR_FILENO);
	assert_int_equal(close(fd), 0);
	assert_int_equal(close(saved), 0);
	return get("stderr");
}

/* The file that one step blamed is not blamed for the fault of the next. */
static void
blame_is_of_one_step(void **state)
{
	struct psi_step_result result;

	(void)state;
	make_two("term,value\n");
	(void)blind("acme");
	put("bad-1.csv", "no,such\n");
	put("bad-2.csv", "no,such\n");
	assert_int_not_equal(exchange("acme", "bad-1.csv", "o", &result), 0);
	assert_int_not_equal(exchange("acme", "bad-2.csv", "o", &result), 0);
	assert_non_null(strstr(printed(), "bad-2.csv"));
	assert_null(strstr(printed(), "bad-1.csv"));
	memset(&err, 0, sizeof err);
	assert_int_equal(
	    reveal("acme", "bad-1.csv", "o", NULL, &result), PSI_E_STATE);
	assert_null(strstr(printed(), "bad-"));
}

static void
closed(void **state)
{
	struct psi_session_where where = PSI_SESSION_WHERE_INIT;
	struct psi_step_result result;
	bool is_unanswered = true;
	uint32_t run = 9;

	(void)state;
	make_two("term,value\n");
	(void)blind("acme");
	where.session = "acme";
	ok(psi_step_close(&where, &result, &err));
	assert_int_equal(result.status.state, PSI_SESSION_CLOSED);
	assert_int_equal(result.status.run, 1);
	ok(psi_step_close_lost(
	    "agreement.csv", "acme.key", &run, &is_unanswered, &err));
	assert_int_equal(run, 0);
	(void)blind("globex");
	ok(psi_step_close_lost(
	    "agreement.csv", "globex.key", &run, &is_unanswered, &err));
	assert_int_equal(run, 1);
	assert_false(is_unanswered);
}

/* A result that only counts has no accounts to show. */
static void
counts_show_no_accounts(void **state)
{
	struct psi_step_result result;

	(void)state;
	make_two("term,value\nmode,counts\nsuppress-below,1\n");
	(void)blind("acme");
	put("accounts.csv", "Account ID,City\nA-2,Ulm\n");
	assert_int_equal(
	    reveal("acme", "accounts.csv", "o", "accounts.csv", &result),
	    PSI_E_AGREEMENT);
	assert_int_equal(access("o", F_OK), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    whole_session, enter, folder_leave),
		cmocka_unit_test_setup_teardown(
		    many_steps, enter, folder_leave),
		cmocka_unit_test_setup_teardown(
		    blame_is_of_one_step, enter, folder_leave),
		cmocka_unit_test_setup_teardown(closed, enter, folder_leave),
		cmocka_unit_test_setup_teardown(
		    counts_show_no_accounts, enter, folder_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
