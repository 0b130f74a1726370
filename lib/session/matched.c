#include "session/matched.h"

#include <string.h>

#include "base/error.h"
#include "base/sorter.h"
#include "session/matched_record.h"
#include "session/session.h"

/* What a sorter of these gets at least: this part of what the caller allows. */
#define LEAST_PART 16

/* A quarter of what the step leaves. */
static size_t
part(const struct psi_matched *matched, const struct psi_session *session)
{
	uint64_t memory = session->options.memory;
	uint64_t left = memory > matched->held ? memory - matched->held : 0;
	size_t least = psi_session_memory(session, LEAST_PART);

	return left / 4 > least ? (size_t)(left / 4) : least;
}

int
psi_matched_spill(struct psi_matched *matched,
    const struct psi_session *session, struct psi_error *err)
{
	return psi_sorter_new(&matched->sorted, session->options.scratch,
	    part(matched, session), PSI_MATCHED_RECORD_MAX, err);
}

int
psi_matched_begin(struct psi_matched *matched,
    const struct psi_session *session, uint64_t held, uint64_t num,
    struct psi_error *err)
{
	int rc;

	matched->held = held;
	if (psi_session_fits(session, held + num * PSI_MATCHED_BYTES))
		return 0;
	rc = psi_match_queue_spill(&matched->matches, session->options.scratch,
	    part(matched, session) / 2, err);
	return rc != 0 ? rc : psi_matched_spill(matched, session, err);
}

bool
psi_matched_fits(
    const struct psi_matched *matched, const struct psi_session *session)
{
	const struct psi_matches *matches = &matched->matches.kept;
	uint64_t bytes = (uint64_t)matches->num * sizeof *matches->at +
	    (uint64_t)matched->keys.num * sizeof *matched->keys.at +
	    matched->arena.len;

	return matched->is_whole ||
	    psi_session_fits(session, matched->held + bytes + bytes / 2);
}

int
psi_matched_keep(struct psi_session *session, struct psi_matched *matched,
    struct psi_error *err)
{
	struct psi_matched *kept = psi_array_new(1, sizeof *kept);

	if (kept == NULL)
		return psi_error_nomem(err);
	*kept = *matched;
	memset(matched, 0, sizeof *matched);
	/* Sorted keys have their tokens with them. */
	if (kept->sorted != NULL)
		psi_match_queue_clear(&kept->matches);
	session->matched = kept;
	return 0;
}

void
psi_matched_clear(struct psi_matched *matched)
{
	psi_match_queue_clear(&matched->matches);
	psi_matched_keys_clear(&matched->keys);
	psi_buf_clear(&matched->arena);
	psi_sorter_free(matched->sorted);
	matched->sorted = NULL;
	matched->num_account = 0;
	matched->held = 0;
	matched->is_whole = false;
}

void
psi_matched_free(struct psi_matched *matched)
{
	if (matched == NULL)
		return;
	psi_matched_clear(matched);
	psi_array_free(matched, 1, sizeof *matched);
}
