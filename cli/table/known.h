/*
 * Files that are known by how they begin: those of these programs, archives,
 * mails, documents. One that is given to a program that takes another is named as
 * what it is, with the program that takes it.
 */
#ifndef PSI_CLI_KNOWN_H
#define PSI_CLI_KNOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

#include "kit/infile.h"

struct psi_agreement;
struct psi_unwrap;

/* What is to be read: a partner's file for a step; any file, for psi-inspect; the
 * keys of psi-normalize; an agreement; pairs. */
enum psi_known_use {
	PSI_FOR_EXCHANGE,
	PSI_FOR_REVEAL,
	PSI_FOR_JOIN,
	PSI_FOR_INSPECT,
	PSI_FOR_BLIND,
	PSI_FOR_AGREEMENT,
	PSI_FOR_PAIRS
};

/* The first bytes, as they were sent, with LF for CRLF. */
struct psi_known_first {
	uint8_t bytes[64];
	size_t len;
	/* A file of ours begins further down, behind other lines. */
	bool is_inside;
	bool is_suffix_list;
	/* It has zero bytes, as no text has. */
	bool is_data;
};

void psi_known_read(
    struct psi_known_first *first, const struct psi_unwrap *unwrap);

/*
 * What bytes begin as that were read already: "a gzip archive", and what can be
 * done, for a message; also of files of ours, and of none at all. False for what is
 * not known.
 */
bool psi_known_name(
    const uint8_t *bytes, size_t len, const char **what, const char **hint);

/* Do they begin as a public-suffix list does, with comments and the mark of its first
 * section? */
bool psi_known_is_suffix_list(const uint8_t *bytes, size_t len);

/* Do they begin as a mail does, with its headers? */
bool psi_known_is_mail(const uint8_t *bytes, size_t len);

/* Returns 0 for what may be what this use takes, or `code`, with a hint. */
int psi_known_check(const struct psi_known_first *first, enum psi_known_use use,
    int code, struct psi_error *err) __attribute__((warn_unused_result));

/* The same of the kind that a part holds, such as "blinded/2"; PSI_E_GRAMMAR. */
int psi_known_check_kind(const char *holds, enum psi_known_use use,
    struct psi_error *err) __attribute__((warn_unused_result));

/* As psi_unwrap_open, for keys. What is known to be none shows when the first byte
 * is read: PSI_E_INPUT. */
int psi_known_open_keys(struct psi_infile *in, const char *path,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Read an agreement, as it was sent; "-" is standard input. What is known to be none
 * is named (PSI_E_AGREEMENT), and the error names the file. Returns as
 * psi_infile_open and psi_agreement_read. */
int psi_known_read_agreement(struct psi_agreement **out, const char *path,
    struct psi_error *err) __attribute__((warn_unused_result));

/* After `path` was refused with `rc`, where pairs are read: what it is, where that is
 * known. Returns the code that holds. */
int psi_known_blame_pairs(const char *path, int rc, struct psi_error *err);

#endif
