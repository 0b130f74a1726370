#include "trust/ledger.h"

#include <string.h>

#include "psi/date.h"

#include "base/bytes.h"
#include "base/digest.h"
#include "base/error.h"
#include "trust/agreement.h"

#define PAIR_LABEL "psi-parties/1"

void
psi_ledger_pair(uint8_t out[PSI_LEDGER_SESSION_BYTES],
    const struct psi_agreement *agreement)
{
	const struct psi_public_identity *a = &agreement->party[0].identity;
	const struct psi_public_identity *b = &agreement->party[1].identity;
	uint8_t digest[PSI_SHA256_BYTES];
	struct psi_sha256 sha256;
	/* Identities are public. */
	bool in_order = memcmp(a, b, sizeof *a) <= 0;

	psi_sha256_init(&sha256);
	psi_sha256_update(&sha256, PAIR_LABEL, sizeof PAIR_LABEL - 1);
	psi_sha256_update(&sha256, in_order ? a : b, sizeof *a);
	psi_sha256_update(&sha256, in_order ? b : a, sizeof *a);
	psi_sha256_final(&sha256, digest);
	memcpy(out, digest, PSI_LEDGER_SESSION_BYTES);
}

uint32_t
psi_ledger_next_run(const struct psi_ledger *ledger,
    const uint8_t agreement[PSI_AGREEMENT_DIGEST_BYTES])
{
	uint32_t last = 0;

	for (size_t i = 0; i < ledger->rows.num; i++)
		if (psi_ledger_row_is_of(&ledger->rows.at[i], agreement) &&
		    ledger->rows.at[i].run.run > last)
			last = ledger->rows.at[i].run.run;
	return last + 1;
}

bool
psi_ledger_has_event(const struct psi_ledger *ledger,
    const struct psi_ledger_run *run, enum psi_ledger_event event)
{
	for (size_t i = ledger->rows.num; i-- > 0;)
		if (ledger->rows.at[i].event == event &&
		    psi_ledger_same_run(&ledger->rows.at[i].run, run))
			return true;
	return false;
}

bool
psi_ledger_is_planned(const struct psi_ledger *ledger,
    const struct psi_ledger_run *run,
    const uint8_t digest[PSI_LEDGER_DIGEST_BYTES])
{
	if (psi_ledger_is_closed(ledger, run))
		return false;
	for (size_t i = ledger->rows.num; i-- > 0;) {
		const struct psi_ledger_row *row = &ledger->rows.at[i];

		if (row->event == PSI_LEDGER_PLANNED &&
		    psi_ledger_same_run(&row->run, run))
			return psi_public_equal(
			    row->value, digest, PSI_LEDGER_DIGEST_BYTES);
	}
	return false;
}

bool
psi_ledger_is_closed(
    const struct psi_ledger *ledger, const struct psi_ledger_run *run)
{
	return psi_ledger_has_event(ledger, run, PSI_LEDGER_CLOSED);
}

bool
psi_ledger_has_later_reveal(
    const struct psi_ledger *ledger, const struct psi_ledger_run *run)
{
	for (size_t i = ledger->rows.num; i-- > 0;)
		if (ledger->rows.at[i].event == PSI_LEDGER_REVEALED &&
		    ledger->rows.at[i].run.run > run->run &&
		    psi_ledger_row_is_of(&ledger->rows.at[i], run->agreement))
			return true;
	return false;
}

bool
psi_ledger_has_unanswered(const struct psi_ledger *ledger,
    const uint8_t agreement[PSI_AGREEMENT_DIGEST_BYTES])
{
	for (size_t i = ledger->rows.num; i-- > 0;) {
		const struct psi_ledger_row *row = &ledger->rows.at[i];

		if (row->event == PSI_LEDGER_ANSWERED &&
		    psi_ledger_row_is_of(row, agreement))
			return !psi_ledger_has_event(
			    ledger, &row->run, PSI_LEDGER_REVEALED);
	}
	return false;
}

bool
psi_ledger_find_open(const struct psi_ledger *ledger,
    const uint8_t agreement[PSI_AGREEMENT_DIGEST_BYTES],
    struct psi_ledger_run *out)
{
	size_t num_open = 0;
	size_t num_closed = 0;

	/* A run is opened once and closed once. So if there are as many rows
	 * `closed` as rows `open`, no run is open: the usual case, which needs
	 * no search for each run. */
	for (size_t i = 0; i < ledger->rows.num; i++)
		if (psi_ledger_row_is_of(&ledger->rows.at[i], agreement)) {
			num_open += ledger->rows.at[i].event == PSI_LEDGER_OPEN;
			num_closed +=
			    ledger->rows.at[i].event == PSI_LEDGER_CLOSED;
		}
	if (num_open == num_closed)
		return false;
	for (size_t i = ledger->rows.num; i-- > 0;) {
		const struct psi_ledger_row *row = &ledger->rows.at[i];

		if (row->event == PSI_LEDGER_OPEN &&
		    psi_ledger_row_is_of(row, agreement) &&
		    !psi_ledger_is_closed(ledger, &row->run)) {
			*out = row->run;
			return true;
		}
	}
	return false;
}

uint32_t
psi_ledger_count_runs(const struct psi_ledger *ledger,
    const uint8_t agreement[PSI_AGREEMENT_DIGEST_BYTES], int32_t today,
    uint32_t period_days)
{
	uint32_t num = 0;

	for (size_t i = 0; i < ledger->rows.num; i++)
		if (ledger->rows.at[i].event == PSI_LEDGER_OPEN &&
		    psi_ledger_row_is_of(&ledger->rows.at[i], agreement) &&
		    (int64_t)ledger->rows.at[i].day >
			(int64_t)today - (int64_t)period_days)
			num++;
	return num;
}

int32_t
psi_ledger_next_day(const struct psi_ledger *ledger,
    const uint8_t agreement[PSI_AGREEMENT_DIGEST_BYTES], int32_t today,
    uint32_t runs, uint32_t period_days)
{
	int64_t best = INT32_MAX;

	if (psi_ledger_count_runs(ledger, agreement, today, period_days) < runs)
		return today;
	/* There is room again on a day on which one leaves the period. */
	for (size_t i = 0; i < ledger->rows.num; i++) {
		int64_t day =
		    (int64_t)ledger->rows.at[i].day + (int64_t)period_days;

		if (ledger->rows.at[i].event == PSI_LEDGER_OPEN &&
		    psi_ledger_row_is_of(&ledger->rows.at[i], agreement) &&
		    day > today && day < best &&
		    psi_ledger_count_runs(
			ledger, agreement, (int32_t)day, period_days) < runs)
			best = day;
	}
	return (int32_t)best;
}

bool
psi_ledger_has_received(const struct psi_ledger *ledger,
    const uint8_t digest[PSI_LEDGER_DIGEST_BYTES],
    const struct psi_ledger_run *run)
{
	for (size_t i = 0; i < ledger->rows.num; i++) {
		const struct psi_ledger_row *row = &ledger->rows.at[i];

		if (row->event == PSI_LEDGER_RECEIVED &&
		    psi_public_equal(
			row->value, digest, PSI_LEDGER_DIGEST_BYTES) &&
		    (run == NULL || !psi_ledger_same_run(&row->run, run)))
			return true;
	}
	return false;
}

bool
psi_ledger_has_public_key(const struct psi_ledger *ledger,
    const uint8_t *public_key, size_t public_key_len)
{
	for (size_t i = 0; i < ledger->rows.num; i++)
		if (ledger->rows.at[i].event == PSI_LEDGER_PUBLIC_KEY &&
		    ledger->rows.at[i].value_len == public_key_len &&
		    psi_public_equal(
			ledger->rows.at[i].value, public_key, public_key_len))
			return true;
	return false;
}

int
psi_ledger_check_owner(const struct psi_ledger *ledger,
    const struct psi_public_identity *identity, struct psi_error *err)
{
	if (psi_public_identity_equal(&ledger->identity, identity))
		return 0;
	return psi_refuse(err, PSI_E_STATE, 0,
	    "put the ledger of this identity beside its secret file, or see "
	    "psi-keygen(1) if it is lost",
	    "the ledger is that of another identity");
}

int
psi_ledger_check_party(const struct psi_ledger *ledger,
    const struct psi_agreement *agreement, struct psi_error *err)
{
	if (psi_agreement_role(agreement, &ledger->identity) != '\0')
		return 0;
	return psi_refuse(err, PSI_E_STATE, 0,
	    "name the secret file of the party, beside which its own ledger "
	    "stands",
	    "the ledger is that of an identity which is no party of the "
	    "agreement");
}

int
psi_ledger_check_agreement(const struct psi_ledger *ledger,
    const struct psi_agreement *agreement, struct psi_error *err)
{
	uint8_t pair[PSI_LEDGER_SESSION_BYTES];
	char text[65];
	int rc;

	if ((rc = psi_ledger_check_party(ledger, agreement, err)) != 0)
		return rc;
	psi_ledger_pair(pair, agreement);
	for (size_t i = 0; i < ledger->rows.num; i++) {
		const struct psi_ledger_row *row = &ledger->rows.at[i];

		if (!psi_ledger_row_is_of(row, agreement->digest))
			continue;
		if (row->event == PSI_LEDGER_REVOKED) {
			psi_date_encode(text, row->day);
			return psi_refuse(err, PSI_E_AGREEMENT, 0,
			    "propose a new one to your partner",
			    "the agreement was revoked here on %s", text);
		}
		if (row->event == PSI_LEDGER_REPLACED &&
		    psi_public_equal(row->run.session, pair, sizeof pair)) {
			psi_hex_encode(text, row->value, row->value_len);
			return psi_refuse(err, PSI_E_AGREEMENT, 0,
			    "use that one",
			    "the agreement was replaced by another one, with "
			    "the digest %s",
			    text);
		}
	}
	return 0;
}

bool
psi_ledger_has_shared(const struct psi_ledger *ledger,
    const struct psi_ledger_run *run, bool is_sent, unsigned int revision,
    const uint8_t *digest)
{
	enum psi_ledger_event event =
	    psi_ledger_shared_event(is_sent, revision);

	for (size_t i = 0; i < ledger->rows.num; i++) {
		const struct psi_ledger_row *row = &ledger->rows.at[i];

		if (row->event == event &&
		    psi_ledger_same_run(&row->run, run) &&
		    (digest == NULL ||
			psi_public_equal(
			    row->value, digest, PSI_LEDGER_DIGEST_BYTES)))
			return true;
	}
	return false;
}

void
psi_ledger_first_agreement(const struct psi_ledger *ledger,
    const struct psi_agreement *agreement,
    uint8_t out[PSI_AGREEMENT_DIGEST_BYTES])
{
	uint8_t pair[PSI_LEDGER_SESSION_BYTES];

	psi_ledger_pair(pair, agreement);
	memcpy(out, agreement->digest, PSI_AGREEMENT_DIGEST_BYTES);
	/* Rows are only ever appended, so the row that replaces an agreement
	 * comes after the row in which that one replaced an older one. One pass
	 * from the end follows the whole chain, which cannot be a circle. */
	for (size_t i = ledger->rows.num; i-- > 0;) {
		const struct psi_ledger_row *row = &ledger->rows.at[i];

		if (row->event == PSI_LEDGER_REPLACED &&
		    psi_public_equal(row->run.session, pair, sizeof pair) &&
		    psi_public_equal(
			row->value, out, PSI_AGREEMENT_DIGEST_BYTES))
			memcpy(out, row->run.agreement,
			    PSI_AGREEMENT_DIGEST_BYTES);
	}
}
