/*
 * psi-agree audit: what the ledger remembers of what left this company, and
 * came; psi-agree may: what software agents may do.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "psi/ledger.h"
#include "psi/near.h"

#include "agree/agree.h"
#include "table/known.h"
#include "kit/outfile.h"
#include "kit/store_dir.h"
#include "table/table.h"
#include "kit/secretfile.h"
#include "kit/tool.h"

/* What an event of the ledger is to a reader. */
static const struct {
	const char *event;
	const char *direction;
	const char *what;
} events[] = {
	{ "open", "", "run begun" },
	{ "planned", "", "work cut into parts" },
	{ "sent", "out", "blinded file" },
	{ "received", "in", "blinded file" },
	{ "answered", "out", "answer" },
	{ "revealed", "in", "answer" },
	{ "closed", "", "run closed" },
	{ "claims-sent", "out", "claims" },
	{ "fields-sent", "out", "fields" },
	{ "claims-received", "in", "claims" },
	{ "fields-received", "in", "fields" },
	{ "revoked", "", "agreement revoked" },
	{ "replaced", "", "agreement replaced by" },
	{ "recovered", "", "ledger made anew" },
};

struct audit {
	struct psi_table table;
	/* NULL for all. */
	const struct psi_agreement *agreement;
	/* The run that was revealed last, which is closed in the same step. */
	uint8_t revealed[PSI_AGREEMENT_DIGEST_BYTES];
	uint32_t revealed_run;
};

static void
hex(char out[65], const uint8_t digest[32])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < 32; i++) {
		out[2 * i] = digits[digest[i] >> 4];
		out[2 * i + 1] = digits[digest[i] & 15];
	}
	out[64] = '\0';
}

/* "2026-11-28", or "" for a day that is not known. */
static void
date(char out[16], int32_t day)
{
	time_t seconds = (time_t)day * 86400;
	struct tm parts;

	out[0] = '\0';
	if (day >= 0 && gmtime_r(&seconds, &parts) != NULL)
		(void)strftime(out, 16, "%Y-%m-%d", &parts);
}

static int
write_cells(struct psi_table *table, const char *const *cells, size_t num,
    struct psi_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < num; i++)
		rc = psi_table_text(table, cells[i], err);
	return rc != 0 ? rc : psi_table_end_row(table, err);
}

/* A run that is closed because it has its result did not fail. */
static const char *
word_of_run(
    struct audit *audit, const struct psi_ledger_entry *entry, const char *what)
{
	if (entry->agreement == NULL)
		return what;
	if (strcmp(entry->event, "revealed") == 0) {
		memcpy(
		    audit->revealed, entry->agreement, sizeof audit->revealed);
		audit->revealed_run = entry->run;
	}
	if (strcmp(entry->event, "closed") == 0 &&
	    entry->run == audit->revealed_run &&
	    memcmp(audit->revealed, entry->agreement, sizeof audit->revealed) ==
		0)
		return "run finished";
	return what;
}

static int
write_entry(
    void *cookie, const struct psi_ledger_entry *entry, struct psi_error *err)
{
	struct audit *audit = cookie;
	char day[16];
	char agreement[65] = "";
	char digest[65] = "";
	char run[16] = "";
	char rows[24] = "";
	const char *direction = "";
	const char *what = entry->event;
	uint8_t wanted[PSI_AGREEMENT_DIGEST_BYTES];

	if (audit->agreement != NULL && entry->agreement != NULL) {
		psi_agreement_digest(audit->agreement, wanted);
		if (memcmp(wanted, entry->agreement, sizeof wanted) != 0)
			return 0;
	}
	for (size_t i = 0; i < sizeof events / sizeof events[0]; i++)
		if (strcmp(events[i].event, entry->event) == 0) {
			direction = events[i].direction;
			what = events[i].what;
		}
	what = word_of_run(audit, entry, what);
	date(day, entry->day);
	if (entry->agreement != NULL)
		hex(agreement, entry->agreement);
	if (entry->digest != NULL)
		hex(digest, entry->digest);
	if (entry->run != 0)
		(void)snprintf(
		    run, sizeof run, "%lu", (unsigned long)entry->run);
	if (strncmp(entry->event, "claims", 6) == 0 ||
	    strncmp(entry->event, "fields", 6) == 0)
		(void)snprintf(
		    rows, sizeof rows, "%llu", (unsigned long long)entry->rows);
	return write_cells(&audit->table,
	    (const char *const[]){
		day, agreement, run, direction, what, rows, digest },
	    7, err);
}

int
psi_agree_audit(struct psi_cli *cli, struct psi_error *err)
{
	static const char *const header[] = { "date", "agreement", "run",
		"direction", "what", "rows", "digest" };
	const char *key = psi_cli_text(cli, "identity");
	struct psi_agreement *agreement = NULL;
	struct psi_public_identity identity;
	struct psi_outfile out = PSI_OUTFILE_INIT;
	struct psi_store ledger = { .cookie = NULL };
	struct audit audit = { { &out, false }, NULL, { 0 }, 0 };
	int rc;

	if ((rc = psi_cli_need(cli, "identity", err)) != 0 ||
	    (rc = psi_secretfile_public(&identity, key, err)) != 0)
		goto out;
	if (cli->num_operands > 0 &&
	    (rc = psi_known_read_agreement(
		 &agreement, cli->operands[0], err)) != 0)
		goto out;
	audit.agreement = agreement;
	if ((rc = psi_agree_ledger(&ledger, key, &identity, err)) != 0 ||
	    (rc = psi_outfile_open(&out, psi_cli_text(cli, "output"),
		 psi_cli_given(cli, "force") ? PSI_OUTFILE_FORCE : 0, err)) !=
		0 ||
	    (rc = write_cells(&audit.table, header, 7, err)) != 0 ||
	    (rc = psi_store_ledger_blame(
		 psi_ledger_audit(&ledger, write_entry, &audit, err), key)) !=
		0)
		goto out;
	rc = psi_outfile_commit(&out, err);
out:
	psi_outfile_close(&out);
	psi_store_dir_close(&ledger);
	psi_agreement_free(agreement);
	return rc;
}

/* "read, report", or "nothing". */
static void
list_actions(char *out, size_t out_size, const struct psi_agreement *agreement)
{
	const char *action;
	size_t len = 0;

	(void)snprintf(out, out_size, "nothing");
	for (size_t i = 0; (action = psi_agreement_action_at(i)) != NULL; i++)
		if (psi_agreement_may(agreement, action) == 1)
			len += (size_t)snprintf(out + len, out_size - len,
			    "%s%s", len > 0 ? ", " : "", action);
}

static int
check_action(const char *action, struct psi_error *err)
{
	char all[128];
	size_t len = 0;
	const char *known;
	struct psi_near near;

	for (size_t i = 0; (known = psi_agreement_action_at(i)) != NULL; i++) {
		if (strcmp(known, action) == 0)
			return 0;
		len += (size_t)snprintf(all + len, sizeof all - len, "%s%s",
		    len > 0 ? ", " : "", known);
	}
	(void)psi_usage(err, "ACTION is one of %s, not '%s'", all, action);
	psi_near_begin(&near, action, strlen(action));
	for (size_t i = 0; (known = psi_agreement_action_at(i)) != NULL; i++)
		if (psi_near_offer(&near, known, strlen(known)))
			psi_error_hint(err, "did you mean '%s'?", known);
	return PSI_CLI_USAGE;
}

int
psi_agree_may(struct psi_cli *cli, struct psi_error *err)
{
	const char *action = psi_cli_operand(cli, 0);
	const char *path = psi_cli_operand(cli, 1);
	const char *key = psi_cli_text(cli, "identity");
	struct psi_agreement *agreement = NULL;
	char list[128];
	char role;
	int rc;

	if ((rc = check_action(action, err)) != 0 ||
	    (rc = psi_known_read_agreement(&agreement, path, err)) != 0)
		goto out;
	rc = psi_agreement_check(agreement, psi_agree_today(), err);
	if (rc == 0 && key != NULL)
		rc = psi_agree_check_own(agreement, key, &role, err);
	if (rc == 0 && psi_agreement_may(agreement, action) != 1) {
		rc = psi_error_set(err, PSI_E_AGREEMENT,
		    "no: software agents may not %s under this agreement",
		    action);
		list_actions(list, sizeof list, agreement);
		psi_error_hint(err,
		    "what they may do without a person: %s; all else a person "
		    "does",
		    list);
	}
	if (rc == PSI_E_AGREEMENT)
		rc = psi_diag_file(rc, path);
	if (rc == 0)
		psi_note("yes: software agents may %s under this agreement, "
			 "which is in force to the end of %s",
		    action, psi_agreement_term(agreement, "expires", 0));
out:
	psi_agreement_free(agreement);
	return rc;
}
