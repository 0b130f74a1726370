/*
 * Which products an account does not have: those of the shared accounts that
 * stand in other pairs and not in its own. A partner's are weighed
 * against those of the same partner.
 */
#ifndef PSI_MAPPING_LACKING_H
#define PSI_MAPPING_LACKING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/cell.h"
#include "base/text_table.h"
#include "psi/error.h"

/* Of each side or partner the products that most pairs have; further ones are
 * not missed by anybody. */
#define PSI_LACKING_PRODUCTS_MAX 64
/* So many stand in a cell. */
#define PSI_LACKING_SHOWN_MAX 8

struct psi_lacking_product {
	/* As it was written first. */
	struct psi_cell name;
	/* Whose it is, and the pairs that have it. */
	uint32_t owner;
	uint64_t uses;
	/* The order in which products were found. */
	uint32_t number;
};

/* A set of products that some pairs have. */
struct psi_lacking_set {
	uint64_t uses;
	uint32_t owner;
	/* Which of the owner's products it has, a bit for each. */
	uint64_t has;
};

/* Of a group and a column: so many accounts have this set. */
struct psi_lacking_use {
	uint64_t accounts;
	uint32_t set;
	/* The next one of the same group and column, from 1; 0 for none. */
	uint32_t next;
};

PSI_ARRAY(psi_lacking_products, struct psi_lacking_product)
PSI_ARRAY(psi_lacking_sets, struct psi_lacking_set)
PSI_ARRAY(psi_lacking_uses, struct psi_lacking_use)
PSI_ARRAY(psi_lacking_numbers, uint32_t)

/* All zero is an empty one. */
struct psi_lacking {
	/* Sets of products, each with its owner in front. */
	struct psi_text_table texts;
	struct psi_lacking_sets sets;
	/* By group, column and set; and by group and column the first of them,
	 * from 1. */
	struct psi_text_table places;
	struct psi_lacking_uses uses;
	struct psi_text_table heads;
	struct psi_lacking_numbers head;
	/* When all pairs were read: whose products there are; and those of each
	 * behind one another, the most frequent first, from begin[owner]. */
	struct psi_text_table owners;
	struct psi_lacking_products products;
	struct psi_lacking_numbers begin;
	struct psi_buf key;
};

/* A pair's products, whose `owner` is "" for ours and else the partner. The
 * number of the set, which is that of other pairs with the same. Returns 0,
 * PSI_E_NOMEM, or PSI_E_INPUT for a cell over 65,000 bytes. */
int psi_lacking_add(struct psi_lacking *lacking, uint32_t *set,
    struct psi_cell owner, struct psi_cell products, struct psi_error *err)
    __attribute__((warn_unused_result));

/* An account of a group has this set, in the column of this number. */
int psi_lacking_count(struct psi_lacking *lacking, uint32_t group,
    uint32_t column, uint32_t set, struct psi_error *err)
    __attribute__((warn_unused_result));

/* No pair will come any more. */
int psi_lacking_close(struct psi_lacking *lacking, struct psi_error *err)
    __attribute__((warn_unused_result));

/* "Data Hub; Vault": what is missing of a set. After psi_lacking_close. */
int psi_lacking_of_set(struct psi_buf *out, struct psi_lacking *lacking,
    uint32_t set, struct psi_error *err) __attribute__((warn_unused_result));

/* "Data Hub (3); Vault (1)": of how many accounts of a group. */
int psi_lacking_of_group(struct psi_buf *out, struct psi_lacking *lacking,
    uint32_t group, uint32_t column, struct psi_error *err)
    __attribute__((warn_unused_result));

void psi_lacking_clear(struct psi_lacking *lacking);

#endif
