/* Writing the keys file (lib/FORMAT.md, section 5). */
#ifndef PSI_LIST_KEYS_FILE_H
#define PSI_LIST_KEYS_FILE_H

#include <stdint.h>

#include "psi/error.h"
#include "psi/io.h"
#include "psi/normalize.h"

#include "base/buf.h"
#include "base/digest.h"
#include "base/hashing.h"
#include "list/event.h"
#include "table/csv_writer.h"

/* The header of a keys file. */
#define PSI_KEYS_HEADER "account,population,type,value"

struct psi_keys_file {
	struct psi_csv_writer writer;
	/* What the rows of the current account begin with. */
	struct psi_buf account;
	uint64_t num_keys;
	/* Where the file goes, and what is hashed on the way: from its head on, so
	 * that rows of a block of keys, which go into one, are hashed once. */
	struct psi_sink sink;
	struct psi_hashing_sink hashing;
};

/* What stands above the keys. */
struct psi_keys_head {
	const struct psi_normalizer *normalizer;
	/* NULL: none. */
	const struct psi_directory *directory;
	/* YYYY-MM-DD. */
	const char *source_date;
	/* SHA-256 of the exports, one after the other. */
	uint8_t export_digest[PSI_SHA256_BYTES];
	/* The same of each, where there are several. */
	const uint8_t (*list_digest)[PSI_SHA256_BYTES];
	size_t num_lists;
	/* How they were read. */
	const struct psi_normalize_options *options;
};

/* The sink outlives the file, which stays where it is in memory. Clear it also
 * after a failure. */
void psi_keys_file_init(
    struct psi_keys_file *file, const struct psi_sink *sink);
void psi_keys_file_clear(struct psi_keys_file *file);

/* Each of these returns 0, PSI_E_NOMEM, or what the sink returned. A key is an
 * event of kind PSI_EVENT_KEY; those of an account follow each other. */
int psi_keys_file_head(struct psi_keys_file *file,
    const struct psi_keys_head *head, struct psi_error *err)
    __attribute__((warn_unused_result));
int psi_keys_file_key(struct psi_keys_file *file, const struct psi_event *key,
    struct psi_error *err) __attribute__((warn_unused_result));
/* Rows that another keys file, for a sink of its own, has made of keys: their
 * text and their number. */
int psi_keys_file_rows(struct psi_keys_file *file, const struct psi_buf *text,
    uint64_t num_keys, struct psi_error *err)
    __attribute__((warn_unused_result));
/* What was written so far goes to the sink. */
int psi_keys_file_flush(struct psi_keys_file *file, struct psi_error *err)
    __attribute__((warn_unused_result));
int psi_keys_file_tail(struct psi_keys_file *file, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
