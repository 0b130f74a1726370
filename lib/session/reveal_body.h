/*
 * What the two ways to a result have in common. The side that answers first
 * gets the second answer, which names matches only; the side that answers
 * second gets the first one, finds the matches in it, and writes its own
 * (PROTOCOL.md sections 1 to 3).
 */
#ifndef PSI_SESSION_REVEAL_BODY_H
#define PSI_SESSION_REVEAL_BODY_H

#include <stdbool.h>
#include <stdint.h>

#include "session/matched.h"
#include "session/matches_file.h"
#include "session/stored_file.h"
#include "wire/seal.h"

struct psi_reveal {
	struct psi_session *session;
	const struct psi_suite *suite;
	bool is_counts;
	/* Headers of both blinded files. */
	struct psi_wire_header own;
	struct psi_wire_header theirs;
	/* Header and digest of the partner's answer. */
	struct psi_wire_header header;
	uint8_t digest[PSI_DIGEST_BYTES];
	/* What was found: in mode accounts; in mode counts, where a number
	 * that was not told is 0. */
	uint8_t session_digest[PSI_SHA256_BYTES];
	struct psi_matched matched;
	/* Bytes of memory that the way to the result itself takes, as far as
	 * they grow with the lists. */
	uint64_t held;
	struct psi_match_counts counts;
	uint32_t matches;
	/* Fewer matches than agreed: nothing is kept. */
	bool is_withheld;
	/* Your answer, where this side answers second and the partner
	 * learns: begun, and not committed yet. */
	struct psi_sink answer;
	bool has_answer;
	uint8_t answer_digest[PSI_DIGEST_BYTES];
	/* The same of the object of the matches. */
	struct psi_sink result;
	bool has_result;
};

/* What to do about a file that does not fit, where resending can mend it, and
 * where it cannot. */
extern const char psi_reveal_distrust[];

/*
 * The sealed part of the partner's answer, which was kept while it was
 * checked. To be closed in any case; `finish` reads the rest of the file,
 * whose digest must be the one that was verified.
 */
struct psi_reveal_body {
	struct psi_stored_file file;
	struct psi_opener *opener;
};

#define PSI_REVEAL_BODY_INIT                                                   \
	{                                                                      \
		.file = PSI_STORED_FILE_INIT, .opener = NULL                   \
	}

int psi_reveal_body_open(struct psi_reveal_body *body,
    const struct psi_reveal *reveal, uint64_t plaintext_bytes,
    struct psi_error *err) __attribute__((warn_unused_result));
int psi_reveal_body_finish(struct psi_reveal_body *body,
    const struct psi_reveal *reveal, struct psi_error *err)
    __attribute__((warn_unused_result));
void psi_reveal_body_close(struct psi_reveal_body *body);

/* A position of yours that matched, with its element under both keys; they
 * ascend. After psi_matched_begin. Returns 0, PSI_E_IO, PSI_E_NOMEM or
 * PSI_E_RANDOM. */
int psi_reveal_add(struct psi_reveal *reveal, uint32_t position,
    const uint8_t *element, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The groups of a blinded file: one, of all elements, where it has none. */
static inline size_t
psi_reveal_num_group(const struct psi_wire_header *header)
{
	return header->num_group == 0 ? 1 : header->num_group;
}

static inline uint32_t
psi_reveal_group_elements(const struct psi_wire_header *header, size_t g)
{
	return header->num_group == 0 ? header->elements
				      : header->group_elements[g];
}

/* The group that a row is in. There always is one: the groups add up to the
 * number of elements. */
static inline size_t
psi_reveal_find_group(const struct psi_wire_header *header, size_t row)
{
	uint64_t end = psi_reveal_group_elements(header, 0);
	size_t g = 0;

	while (row >= end && g + 1 < psi_reveal_num_group(header))
		end += psi_reveal_group_elements(header, ++g);
	return g;
}

/* One of your rows matches one of the partner's. */
static inline void
psi_reveal_count(struct psi_reveal *reveal, size_t own, size_t theirs)
{
	reveal->matches++;
	reveal->counts.cell[psi_reveal_find_group(&reveal->own, own)]
			   [psi_reveal_find_group(&reveal->theirs, theirs)]++;
}

#endif
