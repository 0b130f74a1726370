/*
 * The ledger: one that is read is written again with the same bytes; what stands in
 * its rows is what the questions answer; and the steps of a run either refuse with
 * a text or are read again, and doing one again changes nothing.
 */
#include "fuzz.h"

#include "psi/ledger.h"
#include "trust/agreement.h"
#include "trust/ledger.h"
#include "trust/ledger_record.h"
#include "support/memory.h"

#define TODAY 20000
/* Each question looks at all rows. */
#define ROWS_ASKED 16

static const struct psi_buf *
bytes_of(struct memory_store *memory)
{
	return &memory->object[memory_store_find(memory, PSI_LEDGER_OBJECT)]
		    .bytes;
}

/* All that an entry points to is there. */
static int
count(void *cookie, const struct psi_ledger_entry *entry, struct psi_error *err)
{
	size_t *num = cookie;

	(void)err;
	fuzz_check(entry->event != NULL && entry->day >= -1);
	(*num)++;
	return 0;
}

static void
ask_of_row(const struct psi_ledger *ledger, const struct psi_ledger_row *row)
{
	const struct psi_ledger_run *run = &row->run;
	struct psi_ledger_run open;

	if (row->event == PSI_LEDGER_RECOVERED)
		return;
	fuzz_check(psi_ledger_next_run(ledger, run->agreement) > run->run);
	fuzz_check(psi_ledger_has_event(ledger, run, row->event));
	fuzz_check(psi_ledger_count_runs(ledger, run->agreement, TODAY, 365) <=
	    ledger->rows.num);
	if (psi_ledger_find_open(ledger, run->agreement, &open))
		fuzz_check(!psi_ledger_is_closed(ledger, &open));
	if (row->event == PSI_LEDGER_CLOSED)
		fuzz_check(psi_ledger_is_closed(ledger, run) &&
		    !psi_ledger_is_planned(ledger, run, row->value));
	if (row->event == PSI_LEDGER_RECEIVED)
		fuzz_check(psi_ledger_has_received(ledger, row->value, NULL));
	if (row->event == PSI_LEDGER_PUBLIC_KEY)
		fuzz_check(psi_ledger_has_public_key(
		    ledger, row->value, row->value_len));
	if (row->event == PSI_LEDGER_CLAIMS_SENT)
		fuzz_check(
		    psi_ledger_has_shared(ledger, run, true, 1, row->value));
	if (row->event == PSI_LEDGER_FIELDS_RECEIVED)
		fuzz_check(psi_ledger_has_shared(ledger, run, false, 2, NULL));
	(void)psi_ledger_has_later_reveal(ledger, run);
	(void)psi_ledger_has_unanswered(ledger, run->agreement);
}

/* An agreement of whoever the ledger is of, named by its last row. */
static void
make_agreement(struct psi_agreement *agreement, const struct psi_ledger *ledger)
{
	memset(agreement, 0, sizeof *agreement);
	memset(agreement->digest, 0xa5, sizeof agreement->digest);
	agreement->party[0].identity = ledger->identity;
	agreement->runs = 12;
	agreement->period_days = 365;
	if (ledger->rows.num > 0) {
		const struct psi_ledger_row *last =
		    &ledger->rows.at[ledger->rows.num - 1];

		memcpy(agreement->digest, last->run.agreement,
		    sizeof agreement->digest);
		agreement->has_replaces = last->num_rows % 2 == 1;
		memcpy(agreement->replaces, last->value,
		    sizeof agreement->replaces);
	}
}

static int
record(const struct psi_store *store, const struct psi_ledger_run *run,
    int step, struct psi_error *err)
{
	static const uint8_t digest[PSI_LEDGER_DIGEST_BYTES] = { 0x17 };
	static const uint8_t own[PSI_ELEMENT_MAX_BYTES] = { 0x02, 0x18 };
	static const uint8_t theirs[PSI_ELEMENT_MAX_BYTES] = { 0x02, 0x19 };

	switch (step) {
	case 0:
		return psi_ledger_record_planned(store, run, digest, err);
	case 1:
		return psi_ledger_record_sent(
		    store, run, digest, own, sizeof own, err);
	case 2:
		return psi_ledger_record_received(
		    store, run, digest, theirs, sizeof theirs, err);
	case 3:
		return psi_ledger_record_answered(store, run, digest, err);
	case 4:
		return psi_ledger_record_revealed(store, run, digest, err);
	case 5:
		return psi_ledger_record_shared(
		    store, run, true, 1, digest, 3, TODAY, err);
	case 6:
		return psi_ledger_record_shared(
		    store, run, false, 2, digest, 3, TODAY, err);
	default:
		return psi_ledger_close(store, run, TODAY, err);
	}
}

/* The steps of a run, each of them twice. */
static void
take_steps(struct memory_store *memory, const struct psi_store *store,
    const struct psi_ledger_run *run)
{
	for (int step = 0; step < 8; step++) {
		struct psi_error err;
		size_t len;
		int rc;

		memset(&err, 0, sizeof err);
		rc = record(store, run, step, &err);
		fuzz_check(rc == 0 ||
		    (rc == err.code && err.text[0] != '\0' &&
			(rc == PSI_E_STATE || rc == PSI_E_MISMATCH)));
		if (rc != 0)
			continue;
		len = bytes_of(memory)->len;
		fuzz_check(record(store, run, step, NULL) == 0);
		fuzz_check(bytes_of(memory)->len == len);
	}
}

static void
go_on(struct memory_store *memory, const struct psi_store *store,
    const struct psi_ledger *ledger)
{
	struct psi_agreement agreement;
	struct psi_ledger_run run;
	struct psi_ledger *again = NULL;
	struct psi_error err;
	uint8_t first[PSI_AGREEMENT_DIGEST_BYTES];
	int rc;

	make_agreement(&agreement, ledger);
	psi_ledger_first_agreement(ledger, &agreement, first);
	memset(&err, 0, sizeof err);
	memset(&run, 0, sizeof run);
	if (ledger->rows.num > 0)
		run = ledger->rows.at[ledger->rows.num - 1].run;
	take_steps(memory, store, &run);
	/* Another session's. */
	run.session[0] ^= 1;
	run.run = 0;
	rc = psi_ledger_reserve(store, &agreement, TODAY, &run, &err);
	fuzz_check(rc == 0 ||
	    (rc == err.code && err.text[0] != '\0' &&
		(rc == PSI_E_STATE || rc == PSI_E_AGREEMENT)));
	if (rc == 0)
		take_steps(memory, store, &run);
	fuzz_check(
	    psi_ledger_revoke(store, agreement.digest, TODAY, NULL) == 0);
	fuzz_check(psi_ledger_read(&again, store, NULL) == 0);
	fuzz_check(psi_ledger_check_agreement(again, &agreement, NULL) ==
	    PSI_E_AGREEMENT);
	psi_ledger_free(again);
}

/* Of neither party, whoever the ledger is of. */
static void
check_of_neither(const struct psi_ledger *ledger)
{
	static const struct psi_agreement neither = { .digest = { 0xa5 } };

	fuzz_check(
	    psi_ledger_check_agreement(ledger, &neither, NULL) == PSI_E_STATE);
}

unsigned long fuzz_num_taken;

static void
check_taken(struct memory_store *memory, const struct psi_store *store,
    const struct psi_ledger *ledger, const uint8_t *data, size_t size)
{
	size_t num = 0;
	size_t keys = 0;

	fuzz_num_taken++;
	check_of_neither(ledger);
	fuzz_check(psi_ledger_audit(store, count, &num, NULL) == 0);
	for (size_t i = 0; i < ledger->rows.num; i++) {
		keys += ledger->rows.at[i].event == PSI_LEDGER_PUBLIC_KEY;
		if (i < ROWS_ASKED)
			ask_of_row(ledger, &ledger->rows.at[i]);
	}
	fuzz_check(num + keys == ledger->rows.num);
	fuzz_check(psi_ledger_write(store, ledger, NULL) == 0);
	fuzz_check(bytes_of(memory)->len == size &&
	    memcmp(bytes_of(memory)->data, data, size) == 0);
	go_on(memory, store, ledger);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct memory_store memory;
	struct psi_store store = memory_store_init(&memory);
	struct psi_ledger *ledger = NULL;
	struct psi_error err;
	size_t i;
	int rc;

	memset(&err, 0, sizeof err);
	i = memory_store_find(&memory, PSI_LEDGER_OBJECT);
	memory.object[i].exists = true;
	fuzz_check(
	    psi_buf_append(&memory.object[i].bytes, data, size, NULL) == 0);
	rc = psi_ledger_read(&ledger, &store, &err);
	fuzz_check(rc == 0 || (rc == err.code && err.text[0] != '\0'));
	if (rc == 0)
		check_taken(&memory, &store, ledger, data, size);
	psi_ledger_free(ledger);
	memory_store_clear(&memory);
	return 0;
}
