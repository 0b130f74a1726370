/*
 * A matched key of one of your accounts as a record that is sorted on disk: by
 * account, type and position, as struct psi_matched has them in memory.
 */
#ifndef PSI_SESSION_MATCHED_RECORD_H
#define PSI_SESSION_MATCHED_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/cell.h"
#include "session/match_queue.h"
#include "terms/population.h"

/* No name of an account in a map is longer. */
#define PSI_MATCHED_TEXT_MAX 65535
#define PSI_MATCHED_RECORD_MAX                                                 \
	(4 + 1 + 4 + 1 + 1 + PSI_MATCH_TOKEN_BYTES + PSI_MATCHED_TEXT_MAX)

struct psi_matched_entry {
	/* The account's place in the keys file. */
	uint32_t order;
	/* The type: its place among the agreement's keys. */
	uint32_t type;
	uint32_t position;
	enum psi_population population;
	/* Another of your accounts holds the same key, as in struct
	 * psi_matched_key. */
	bool is_shared;
	uint8_t token[PSI_MATCH_TOKEN_BYTES];
	/* Of an entry that was read, valid until the next one is. */
	struct psi_cell account;
};

/* Make a record of it. Returns 0 or PSI_E_NOMEM. */
int psi_matched_record_make(struct psi_buf *record,
    const struct psi_matched_entry *entry, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Say of a record that was made that its key is shared. */
void psi_matched_record_share(struct psi_buf *record);

/* The entry of a record, into which it points. */
void psi_matched_record_read(
    struct psi_matched_entry *out, const uint8_t *record, size_t len);

/* The order alone. */
uint32_t psi_matched_record_order(const uint8_t *record);

#endif
