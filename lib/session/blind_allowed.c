#include "session/blind_allowed.h"

#include "base/bytes.h"
#include "base/error.h"
#include "session/key_read.h"
#include "session/session.h"
#include "trust/ledger.h"

int
psi_blind_repeat(struct psi_session *session, const struct psi_source *keys,
    struct psi_error *err)
{
	static const uint8_t none[PSI_DIGEST_BYTES];
	const struct psi_state *state = &session->state;
	uint8_t digest[PSI_DIGEST_BYTES];
	int rc;

	if (state->state == PSI_SESSION_CLOSED &&
	    psi_public_equal(state->partner_blinded, none, PSI_DIGEST_BYTES))
		return psi_refuse(err, PSI_E_STATE, 0,
		    "begin another run in another folder",
		    "this session is closed");
	if ((rc = psi_key_table_digest(digest, keys, err)) != 0)
		return rc;
	if (psi_public_equal(digest, state->keys_file, PSI_DIGEST_BYTES))
		return 0;
	if (state->state == PSI_SESSION_REVEALED ||
	    state->state == PSI_SESSION_CLOSED)
		return psi_refuse(err, PSI_E_STATE, 0,
		    "for another run, or another list, use a new folder: "
		    "'psi-blind -a AGREEMENT -i IDENTITY -s NEW-FOLDER KEYS'",
		    "this session is finished, and was made from another keys "
		    "file");
	return psi_refuse(err, PSI_E_STATE, 0,
	    "give the keys file of this run again; only if the list must "
	    "change, "
	    "close the run with psi-close and begin another in a new folder, "
	    "as "
	    "your partner then has to",
	    "this is not the keys file that this session has blinded, which "
	    "had "
	    "%llu keys of %llu accounts",
	    (unsigned long long)state->keys, (unsigned long long)state->listed);
}

int
psi_blind_check_source_date(const struct psi_session *session,
    const struct psi_key_table *table, struct psi_error *err)
{
	int64_t age = (int64_t)session->options.today - table->source_date;

	if (age < 0)
		return psi_refuse(err, PSI_E_INPUT, 0,
		    "look at the clock of this machine, and at --source-date "
		    "of psi-normalize",
		    "the source date of the keys file is in the future");
	if (age <= session->agreement->maximum_source_age_days)
		return 0;
	return psi_refuse(err, PSI_E_AGREEMENT, 0,
	    "export your accounts again, and normalise that",
	    "the data is %lld days old, and the agreement allows %lu",
	    (long long)age,
	    (unsigned long)session->agreement->maximum_source_age_days);
}

int
psi_blind_check_run(
    const struct psi_session *session, uint32_t wanted, struct psi_error *err)
{
	if (wanted == 0 || wanted == session->state.run)
		return 0;
	return psi_refuse(err, PSI_E_STATE, 0,
	    "leave out --run, or begin the other run in a session of its own",
	    "this session is of run %lu, not of run %lu",
	    (unsigned long)session->state.run, (unsigned long)wanted);
}

int
psi_blind_check_answered(
    const struct psi_session *session, bool is_wanted, struct psi_error *err)
{
	struct psi_ledger *ledger = NULL;
	bool is_unanswered;
	int rc;

	if (is_wanted || !psi_session_is_first(session) ||
	    !session->agreement->learns[psi_session_own(session)])
		return 0;
	if ((rc = psi_ledger_read(&ledger, &session->ledger, err)) != 0)
		return rc;
	is_unanswered =
	    psi_ledger_has_unanswered(ledger, session->state.agreement);
	psi_ledger_free(ledger);
	if (!is_unanswered)
		return 0;
	return psi_refuse(err, PSI_E_STATE, 0,
	    "ask your partner why, unless you gave that run up yourself; "
	    "psi-blind --after-unanswered begins another run all the same",
	    "in the last run your answer was made and your partner's never "
	    "came: it may have its matches, if you sent your answer, and you "
	    "have none");
}
