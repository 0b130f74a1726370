/*
 * From an export of a CRM system to keys that two companies can compare.
 *
 * The rules are those of KEYS.md; they, their tables and the public suffix
 * list together have a fingerprint, which stands in the agreement: two sides
 * with different fingerprints would miss matches without noticing.
 */
#ifndef PSI_NORMALIZE_H
#define PSI_NORMALIZE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"
#include "psi/export.h"
#include "psi/io.h"

#ifdef __cplusplus
extern "C" {
#endif

/* All tables. Immutable once made: threads may share it. */
struct psi_normalizer;

struct psi_normalizer_config {
	uint32_t version;
	/* The bytes of public_suffix_list.dat; not needed afterwards. */
	const uint8_t *suffixes;
	size_t suffixes_len;
};
#define PSI_NORMALIZER_CONFIG_VERSION 1
#define PSI_NORMALIZER_CONFIG_INIT                                             \
	{                                                                      \
		PSI_NORMALIZER_CONFIG_VERSION, NULL, 0                         \
	}

/*
 * The same for languages without macros, and for programs that may meet a
 * newer library: `version` is PSI_NORMALIZER_CONFIG_VERSION of the
 * headers that the caller knows.
 *
 * Returns 0, or PSI_E_ARG for a version that this library does not know.
 */
PSI_API PSI_CHECK int psi_normalizer_config_init(
    struct psi_normalizer_config *out, uint32_t version);

/*
 * Make a normalizer. About 10 ms. Free with psi_normalizer_free.
 *
 * Returns 0; PSI_E_ARG for a config of another version; PSI_E_INPUT, with the
 * line, for a list that is none; PSI_E_NOMEM.
 */
PSI_API PSI_CHECK int psi_normalizer_new(struct psi_normalizer **out,
    const struct psi_normalizer_config *config, struct psi_error *err);
PSI_API void psi_normalizer_free(struct psi_normalizer *normalizer);

/* The version of the rules, "pkn2"; static. */
PSI_API const char *psi_normalizer_version(void);

/* The version of Unicode whose characters these rules know, "14.0"; static. */
PSI_API const char *psi_normalizer_unicode(void);

/* 64 hexadecimal digits and a NUL. */
#define PSI_NORMALIZER_DIGEST_CHARS 65

/*
 * SHA-256 over the version of the rules, the public suffix list, every table
 * and the version of the repertoire of characters, as lower-case hexadecimal.
 * Nothing of the system is in it (lib/KEYS.md, "Fingerprint").
 */
PSI_API void psi_normalizer_fingerprint(const struct psi_normalizer *normalizer,
    char out[PSI_NORMALIZER_DIGEST_CHARS]);

/* SHA-256 of the public suffix list alone, as lower-case hexadecimal. */
PSI_API void psi_normalizer_suffixes_digest(
    const struct psi_normalizer *normalizer,
    char out[PSI_NORMALIZER_DIGEST_CHARS]);

/*
 * The name of key type number `i`, in the order in which the keys of an
 * account are written ("lei", ..., "domain", ...); NULL behind the last.
 */
PSI_API const char *psi_key_type_at(size_t i);

/* Whether the type is among those made when no types are asked for. */
PSI_API bool psi_key_type_is_default(const char *type);

/*
 * A directory of companies that both sides pin (KEYS.md, "Directory"): it
 * gives the key types `entity` and `family`. Immutable once made.
 */
struct psi_directory;

/*
 * Read a directory, a CSV file with the header `entity,type,value` in which
 * the rows of an entity stand together. `normalizer` must be the one that the
 * lists are normalised with.
 *
 * Some 250 bytes stay in memory for each entity with a name, a country and a
 * domain. Time is linear. Free with psi_directory_free.
 *
 * Returns 0; PSI_E_INPUT, with the line, for a file that is no directory;
 * PSI_E_NOMEM; PSI_E_IO.
 */
PSI_API PSI_CHECK int psi_directory_new(struct psi_directory **out,
    const struct psi_normalizer *normalizer, const struct psi_source *source,
    struct psi_error *err);
PSI_API void psi_directory_free(struct psi_directory *directory);

/* SHA-256 of the file, as lower-case hexadecimal: the agreement's term
 * `directory`. */
PSI_API void psi_directory_digest(const struct psi_directory *directory,
    char out[PSI_NORMALIZER_DIGEST_CHARS]);

/* Entities, and rows whose value could not be read. */
PSI_API uint64_t psi_directory_entities(const struct psi_directory *directory);
PSI_API uint64_t psi_directory_skipped(const struct psi_directory *directory);

/* A value that was dropped, or that deserves a look. */
struct psi_normalize_note {
	/* The number of the export, from 0, and the line of it on which its
	 * row begins. */
	size_t list;
	uint64_t line;
	/* Column counted from 1; 0 where the note is about the row. */
	size_t column;
	/* "domain", "name", ...; "row" for a whole row. */
	const char *field;
	/* A short name, such as "shared-host", and a phrase for it. */
	const char *reason;
	const char *text;
	/* The account and the value: personal data, for a local file only.
	 * Not NUL-terminated; valid during the call. */
	const char *account;
	size_t account_len;
	const char *value;
	size_t value_len;
};

/* A key of an account; texts as in a note. */
struct psi_normalize_key {
	const char *account;
	size_t account_len;
	const char *population;
	const char *type;
	const char *value;
	size_t value_len;
};

enum psi_normalize_advice_kind {
	/* No column was taken for this field, `name` or `domain`. */
	PSI_ADVICE_MISSING = 1,
	/* A column that is not used looks like this field by its values. */
	PSI_ADVICE_LOOKS_LIKE = 2,
	/* No column was taken for the field, and this one is not used, and has
	 * words in it. */
	PSI_ADVICE_MAY_BE = 3,
	/* The bytes are no UTF-8, and were read in another encoding, in which
	 * they read well, and in no other: `field` is its name. Told after the
	 * last row. */
	PSI_ADVICE_ENCODING = 4,
	/* No column has the country, and nearly all rows have a number of this
	 * country's register: it is that of the rows without one, too. `field`
	 * is its code. */
	PSI_ADVICE_COUNTRY = 5,
	/* An earlier column of the same header was taken for this field, and so
	 * was this one. */
	PSI_ADVICE_REPEATED = 6,
	/* The rows of the first export are deals, and no column has the id of
	 * their account: each is one by itself. `field` is `id`. */
	PSI_ADVICE_OTHER_IDS = 7
};

/* Something to look at in the columns of an export, told before any note. */
struct psi_normalize_advice {
	enum psi_normalize_advice_kind kind;
	/* The number of the export, from 0. */
	size_t list;
	const char *field;
	/* Counted from 1; 0 where no column is meant. */
	size_t column;
	/* Not NUL-terminated; valid during the call. No account data. */
	const char *header;
	size_t header_len;
};

/* Any may be NULL. Return 0, or anything else to stop with PSI_E_IO. */
struct psi_normalize_events {
	int (*note)(void *cookie, const struct psi_normalize_note *note);
	/* As it is written, or would be. */
	int (*key)(void *cookie, const struct psi_normalize_key *key);
	void *cookie;
	int (*advice)(void *cookie, const struct psi_normalize_advice *advice);
};

struct psi_normalize_options {
	uint32_t version;
	/* "utf-8", "utf-16le", "utf-16be", "windows-1252"; NULL: found out. */
	const char *encoding;
	/* 0: found out. */
	char delimiter;
	/* FIELD=HEADER each, as psi-normalize(1) describes. */
	const char *const *maps;
	size_t num_maps;
	/* Key types separated by commas; NULL: the default ones. */
	const char *types;
	/* The population where no column says it; NULL: "other". */
	const char *population;
	/* The date of the data, YYYY-MM-DD; needed by psi_normalize. */
	const char *source_date;
	/* CSV `value,population`; NULL: the defaults only. A message about this
	 * table and the two below begins with "rules: ", "overrides: " or
	 * "exclude: ". */
	const struct psi_source *rules;
	/* CSV `action,account,type,value`; NULL: none. */
	const struct psi_source *overrides;
	/* CSV `type,value`; NULL: none. */
	const struct psi_source *exclude;
	/* Lines above the header; 0: found out. */
	uint64_t skip_lines;
	/* NULL: none. */
	const struct psi_directory *directory;
	/* The country of rows that name none, in any spelling of KEYS.md; NULL:
	 * that of the list's national numbers, if nearly all rows have one of
	 * one country (PSI_ADVICE_COUNTRY), and else none. */
	const char *country;
	/* Threads that read rows and make keys, the caller's among them, in
	 * psi_normalize, _rows and _lists: 2 to 1024. The result is the same. 0
	 * or 1, and for whoever only reads or explains rows: the caller's
	 * thread does everything. */
	unsigned int jobs;
	/* The most bytes that psi_normalize, _rows and _lists take for the list,
	 * and where what needs more is sorted: the result is the same. 0 or
	 * NULL: as many as it needs. Several exports, and families by the
	 * parents that a list tells, are made in memory only. */
	uint64_t memory;
	const struct psi_scratch *scratch;
};
#define PSI_NORMALIZE_OPTIONS_VERSION 6
#define PSI_NORMALIZE_OPTIONS_INIT                                             \
	{                                                                      \
		PSI_NORMALIZE_OPTIONS_VERSION, NULL, 0, NULL, 0, NULL, NULL,   \
		    NULL, NULL, NULL, NULL, 0, NULL, NULL, 0, 0, NULL          \
	}

/* As psi_normalizer_config_init. */
PSI_API PSI_CHECK int psi_normalize_options_init(
    struct psi_normalize_options *out, uint32_t version);

/* What was counted: never account data. */
struct psi_normalize_report;

/* Make an empty report, to be freed by the caller. Returns 0 or PSI_E_NOMEM. */
PSI_API PSI_CHECK int psi_normalize_report_new(
    struct psi_normalize_report **out, struct psi_error *err);
PSI_API void psi_normalize_report_free(struct psi_normalize_report *report);

struct psi_normalize_item {
	/* "list", "columns" (by field), "others" (by the value, of the list,
	 * that makes accounts 'other'; the first eight of them), "keys" (by
	 * type), "notes" (by reason) or "idle" (rows of "rules", "overrides"
	 * and "exclude" that do nothing). */
	const char *group;
	/* "rows", "domain", "shared-host", ...; as long as the report. */
	const char *name;
	/* A phrase that explains it; of "idle" the first eight lines, such as
	 * "2, 3 and 5". */
	const char *text;
	uint64_t count;
};

/*
 * Item number `i` of the report. Returns false behind the last one. Items
 * of all groups but `list` with a count of zero are left out.
 */
PSI_API bool psi_normalize_report_at(const struct psi_normalize_report *report,
    size_t i, struct psi_normalize_item *out);

/* The count of one item by its name; 0 if there is none. */
PSI_API uint64_t psi_normalize_report_count(
    const struct psi_normalize_report *report, const char *group,
    const char *name);

/*
 * Read an export and write the keys file (FORMAT.md, section 5). Nothing is
 * written before the whole export has been read.
 *
 * `sink` may be NULL: then everything is done but the writing, which is how
 * a list is judged before anything is exchanged. `events` and `report` may be
 * NULL. Memory: some 500 bytes for each account, since whether a domain is
 * an account's own is known only after the last row; with `memory` and `scratch`
 * of the options at most that, some MiB for each thread, and as much as all
 * rows of one account.
 *
 * Returns 0; PSI_E_INPUT, with the line, for an export that cannot be read;
 * PSI_E_ARG for options that make no sense; PSI_E_NOMEM; PSI_E_IO.
 */
PSI_API PSI_CHECK int psi_normalize(const struct psi_normalizer *normalizer,
    const struct psi_source *source, const struct psi_sink *sink,
    const struct psi_normalize_options *options,
    const struct psi_normalize_events *events,
    struct psi_normalize_report *report, struct psi_error *err);

/*
 * The same for a table that is not a file of CSV: a query of a database, the
 * rows of a spreadsheet or of a CRM system's API. `rows` hands out the header
 * first; its lines ascend from 1 and stand in messages and notes. `encoding` and
 * `delimiter` of the options have no effect. The keys file names the digest of
 * the CSV (UTF-8, RFC 4180, LF) that has the same rows.
 *
 * Returns as psi_normalize does, what `rows` returned, and PSI_E_INPUT, with
 * the line, for a cell that is not UTF-8 or has a NUL, a row of more than 4096
 * cells or 16 MiB, and lines that do not ascend.
 */
PSI_API PSI_CHECK int psi_normalize_rows(
    const struct psi_normalizer *normalizer, const struct psi_rows *rows,
    const struct psi_sink *sink, const struct psi_normalize_options *options,
    const struct psi_normalize_events *events,
    struct psi_normalize_report *report, struct psi_error *err);

/* No more exports are read as one. */
#define PSI_NORMALIZE_LISTS_MAX 16

/*
 * As psi_normalize, for several exports of one company that tell of the same
 * accounts, such as customers, opportunities and leads; each has columns,
 * delimiter and encoding of its own. `maps` and `skip_lines` of the options are
 * for the first. None is read before the end of the one in front of it, so that the
 * line of an error is one of the export that was read last.
 *
 * A row of a later export belongs to the account of an earlier one that has its
 * account id; failing that, unless it has an account id of its own, to the one
 * account that has its domain, or else to the one that has its name, if not
 * both have a domain or another country. What meets none is an account. Of all that
 * is said of an account the most advanced population counts. An account without an id of a
 * later export is called `list-2-line-7`.
 *
 * Returns as psi_normalize does, and PSI_E_ARG for no export or too many.
 */
PSI_API PSI_CHECK int psi_normalize_lists(
    const struct psi_normalizer *normalizer,
    const struct psi_source *const *sources, size_t num_sources,
    const struct psi_sink *sink, const struct psi_normalize_options *options,
    const struct psi_normalize_events *events,
    struct psi_normalize_report *report, struct psi_error *err);

/* A row of one of several exports. */
struct psi_normalize_row {
	/* The number of the export, from 0, and the line on which the row
	 * begins. */
	size_t list;
	uint64_t line;
	/* The account that it belongs to, as a keys file names it. */
	const char *account;
	size_t account_len;
	const struct psi_cell *cells;
	size_t num_cells;
};

/*
 * Tell of each row of several exports, in their order, whose it is: by the
 * rules of psi_normalize_lists. Texts live during the call; `row` returns 0,
 * or anything else to stop with PSI_E_IO. Of `options` only what says how an
 * export is read counts. *which is the number of the export, from 0, that was
 * being read.
 *
 * Returns as psi_normalize_lists does.
 */
PSI_API PSI_CHECK int psi_normalize_each_row(
    const struct psi_normalizer *normalizer,
    const struct psi_source *const *sources, size_t num_sources,
    const struct psi_normalize_options *options,
    int (*row)(void *cookie, const struct psi_normalize_row *row), void *cookie,
    size_t *which, struct psi_error *err);

/* A column of an export, and what it was taken for. */
struct psi_normalize_column {
	/* Counted from 1. */
	size_t column;
	/* "" for a column that is not used. */
	const char *field;
	/* Not NUL-terminated. */
	const char *header;
	size_t header_len;
	/* The first values that are not empty. */
	struct {
		const char *text;
		size_t len;
	} sample[3];
	size_t num_samples;
};

/*
 * Read the beginning of an export, and tell what each column was taken for.
 * `column` is called once for each, from left to right; anything but 0 from
 * it stops with PSI_E_IO. Also works where no column is usable: then the
 * result is PSI_E_INPUT after all columns have been told.
 *
 * Returns 0; PSI_E_INPUT, with the line; PSI_E_ARG for options that make no
 * sense; PSI_E_NOMEM; PSI_E_IO.
 */
PSI_API PSI_CHECK int psi_normalize_columns(const struct psi_source *source,
    const struct psi_normalize_options *options,
    int (*column)(void *cookie, const struct psi_normalize_column *column),
    void *cookie, struct psi_error *err);

/*
 * Explain what becomes of one value: `field` is "name", "domain", "country",
 * "population" or an identifier; `country` may be NULL. `step` is called for
 * each step, with its result, and at the end for each key of a name (`step` then
 * is "key " and the key's type) or the reason why there is none.
 *
 * Returns 0, also for a value that gives no key; PSI_E_ARG (no such field or
 * country); PSI_E_NOMEM.
 */
PSI_API PSI_CHECK int psi_normalize_explain(
    const struct psi_normalizer *normalizer, const char *field,
    const char *value, const char *country,
    void (*step)(
	void *cookie, const char *step, const char *result, size_t result_len),
    void *cookie, struct psi_error *err);

/*
 * Explain what becomes of one account of an export, in the same way: the
 * steps of each cell of its rows, with `line 4 column 3 domain: ` and such
 * before the step's name; then its country, its population and its keys as
 * psi_normalize would write them; then each key that it could have had, as
 * `dropped TYPE: REASON`. `account` is its id, or "line-7" for one without.
 *
 * The whole export is read, since some rules depend on all of it. Returns as
 * psi_normalize does, and PSI_E_INPUT also where there is no such account.
 */
PSI_API PSI_CHECK int psi_normalize_explain_account(
    const struct psi_normalizer *normalizer, const struct psi_source *source,
    const struct psi_normalize_options *options, const char *account,
    void (*step)(
	void *cookie, const char *step, const char *result, size_t result_len),
    void *cookie, struct psi_error *err);

/*
 * The same for several exports of one company: rows of the account may be in
 * any of them, `list 2 line 4 column 3 domain: ` then stands before a step.
 * Returns as psi_normalize_lists and as above.
 */
PSI_API PSI_CHECK int psi_normalize_explain_lists(
    const struct psi_normalizer *normalizer,
    const struct psi_source *const *sources, size_t num_sources,
    const struct psi_normalize_options *options, const char *account,
    void (*step)(
	void *cookie, const char *step, const char *result, size_t result_len),
    void *cookie, struct psi_error *err);

#ifdef __cplusplus
}
#endif

#endif
