/*
 * Two companies that share fields, on top of session_world: their lists, and
 * the steps of psi-share and psi-join.
 */
#ifndef TEST_SUPPORT_SHARE_WORLD_H
#define TEST_SUPPORT_SHARE_WORLD_H

#include "psi/share.h"
#include "support/session_world.h"

struct share_world {
	struct world world;
	/* The exports, whose digests the keys files have. */
	struct psi_buf list[2];
	/* Of the last step. */
	struct psi_share_report report;
};

/*
 * Begin, and go as far as both have revealed. `list` are the exports, `rows`
 * the rows of the keys files.
 */
void share_init(struct share_world *share, const char *terms,
    const char *const list[2], const char *const rows[2]);
/* As far as both have blinded. */
void share_begin(struct share_world *share, const char *terms,
    const char *const list[2], const char *const rows[2]);
/* Both have blinded: go on until both have revealed. */
void share_reveal(struct share_world *share);
void share_clear(struct share_world *share);

/* psi-share of a party; `list` NULL is the list of the world. */
int share_make(struct share_world *share, size_t who, const char *list);
/* Make and copy what is due: the file of `revision`. */
void share_file(struct share_world *share, size_t who, unsigned int revision,
    struct psi_buf *out);
/* Replace `out` by the file of `revision`, which was made. */
int share_copy(struct share_world *share, size_t who, unsigned int revision,
    struct psi_buf *out);
int share_join(
    struct share_world *share, size_t who, const void *file, size_t file_len);
/* pairs.csv, with a NUL; `list` NULL as above. */
int share_pairs(struct share_world *share, size_t who, const char *list,
    struct psi_buf *out);

/* Claims of both, then fields of both. */
void share_claims(struct share_world *share);
void share_fields(struct share_world *share);

#endif
