/*
 * Fields: what a column of an export says of an account, and what of it may
 * be shared, in which form (lib/FORMAT.md, section "Fields"). Agreements,
 * lists, shared files and reports all use these names, in this order.
 *
 * Values are text. A value as one's own list has it is read by
 * psi_field_value, which gives the one spelling that files use; a value that
 * a partner sent is looked at by psi_field_value_valid.
 */
#ifndef PSI_TERMS_FIELD_H
#define PSI_TERMS_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* First those that can be shared, in the order of FORMAT.md. */
enum psi_field {
	PSI_FIELD_NAME,
	PSI_FIELD_DOMAIN,
	PSI_FIELD_COUNTRY,
	PSI_FIELD_OWNER,
	PSI_FIELD_OWNER_EMAIL,
	PSI_FIELD_INDUSTRY,
	PSI_FIELD_SEGMENT,
	PSI_FIELD_REGION,
	PSI_FIELD_EMPLOYEES,
	PSI_FIELD_REVENUE,
	PSI_FIELD_STAGE,
	PSI_FIELD_AMOUNT,
	PSI_FIELD_CLOSE_DATE,
	PSI_FIELD_OPEN_DEALS,
	PSI_FIELD_PRODUCTS,
	PSI_FIELD_NPS,
	PSI_FIELD_HEALTH,
	PSI_FIELD_RENEWAL_DATE,
	PSI_FIELD_TIER,
	PSI_FIELD_TEAM,
	PSI_FIELD_PRACTICE,
	PSI_FIELD_PROPENSITY,
	PSI_FIELD_COMMITTED_SPEND,
	PSI_FIELD_REGISTERED,
	PSI_FIELD_OPT_OUT,
	PSI_NUM_SHARED_FIELDS,
	/* From here on columns of one's own list that are never shared. */
	PSI_FIELD_ID = PSI_NUM_SHARED_FIELDS,
	PSI_FIELD_POPULATION,
	PSI_FIELD_PARENT,
	PSI_FIELD_PARENT_DOMAIN,
	PSI_FIELD_LEI,
	PSI_FIELD_DUNS,
	PSI_FIELD_VAT,
	PSI_FIELD_REGNO,
	PSI_FIELD_AGREED_ID,
	/* Whether a deal is over, where its stage does not say it. */
	PSI_FIELD_CLOSED,
	/* Whether the row is one that was put away. */
	PSI_FIELD_INACTIVE,
	PSI_FIELD_ACTIVE,
	/* What the amounts beside it are in. */
	PSI_FIELD_CURRENCY,
	PSI_NUM_FIELDS
};

/* "name", "owner_email", "id", ...; static. */
const char *psi_field_name(enum psi_field field);

bool psi_field_from_name(enum psi_field *out, const char *name, size_t len);

/* What the values of a shared field are. */
enum psi_field_kind {
	/* Any text. */
	PSI_KIND_TEXT,
	/* A host name in lower case; international ones in A-labels. */
	PSI_KIND_DOMAIN,
	/* Two capital letters, ISO 3166-1 alpha-2. */
	PSI_KIND_COUNTRY,
	/* An e-mail address. */
	PSI_KIND_EMAIL,
	/* Texts separated by ";". */
	PSI_KIND_LIST,
	/* "role:name;role:name". */
	PSI_KIND_TEAM,
	/* A whole number. */
	PSI_KIND_NUMBER,
	/* "EUR 12500.50", or without the currency where it is not known. */
	PSI_KIND_MONEY,
	/* YYYY-MM-DD. */
	PSI_KIND_DATE,
	/* 0 to 10, with one decimal at most. */
	PSI_KIND_NPS,
	/* "yes" or "no". */
	PSI_KIND_YES_NO,
	/* "low", "medium" or "high". */
	PSI_KIND_LEVEL
};

enum psi_field_kind psi_field_kind(enum psi_field field);

/* In which form a field is shared: as it is, or only so much of it. */
enum psi_field_form {
	PSI_FORM_EXACT,
	/* "field:band": one of a few ranges. */
	PSI_FORM_BAND,
	/* "field:quarter": 2026-Q4. */
	PSI_FORM_QUARTER,
	/* "field:alias": a pseudonym of the person, psi_field_alias. */
	PSI_FORM_ALIAS
};

/* The coarser form that a shared field has beside the exact one;
 * PSI_FORM_EXACT where it has none. */
enum psi_field_form psi_field_coarse(enum psi_field field);

/* "band", "quarter", "alias"; "" for PSI_FORM_EXACT. Static. */
const char *psi_field_form_name(enum psi_field_form form);

/* Some of the shared fields, each in one form. */
struct psi_field_set {
	/* 1 << field. */
	uint32_t fields;
	/* Those of `fields` that are shared in their coarser form only. */
	uint32_t coarse;
};

#define PSI_FIELD_BIT(field) (UINT32_C(1) << (field))

/* Read "name+amount:band": at least one field, in any order, none twice. */
bool psi_field_set_parse(
    struct psi_field_set *out, const char *text, size_t len);

static inline bool
psi_field_set_has(const struct psi_field_set *set, enum psi_field field)
{
	return (set->fields & PSI_FIELD_BIT(field)) != 0;
}

/* The form in which a field of the set is shared. */
enum psi_field_form psi_field_set_form(
    const struct psi_field_set *set, enum psi_field field);

/* The most bytes of a value in a shared file. */
#define PSI_FIELD_VALUE_MAX 500

/* How dates with slashes are written in a list: 12/31/2026 or 31/12/2026. */
enum psi_date_order {
	PSI_DATE_UNKNOWN,
	PSI_DATE_DAY_FIRST,
	PSI_DATE_MONTH_FIRST,
	/* Some can be read in the one way only, and some in the other: so for the
	 * rest nothing is known. */
	PSI_DATE_MIXED
};

/* What one date says about that: UNKNOWN where it can be read both ways, or
 * is no date with slashes. For one pass over a column before it is read. */
enum psi_date_order psi_date_order_of(const char *text, size_t len);

/* What all dates say together: those before, and one more. */
enum psi_date_order psi_date_order_with(
    enum psi_date_order before, enum psi_date_order one);

/* Read the cell of a column of currencies: "EUR", "EUR - Euro", "US Dollar". False for
 * what is none, or not known which. */
bool psi_field_currency(char out[4], const char *text, size_t len);

/* Which of the signs of an amount is a decimal sign for certain: 12.50 and 1,234.5 tell
 * of the point, and 12.500 of nothing. 0 where none is. For one pass over a column
 * before it is read. */
enum { PSI_MONEY_POINT = 1, PSI_MONEY_COMMA = 2 };
unsigned int psi_money_signs(const char *text, size_t len);

/* How a list writes what can be read in several ways. */
struct psi_field_ways {
	/* What money is in that does not say it, "" where it is not known. */
	const char *currency;
	enum psi_date_order order;
	/* The decimal signs of the column, as psi_money_signs has them. */
	unsigned int signs;
};

/*
 * Make the one spelling of a value of one's own list, with a NUL, for a
 * shared field in EXACT, BAND or QUARTER form (an alias is made by
 * psi_field_alias). Texts lose control characters, characters that cannot be seen
 * and floods of marks, and are cut at PSI_FIELD_VALUE_MAX bytes; numbers, money, dates,
 * NPS and words are read in the ways in which CRM exports write them. Money
 * without a currency of its own gets `currency` (three capital letters, or
 * "" where it is not known), and cannot be read where its sign, $ or the yen's, is of
 * other ones. A date that can be read both ways is read by
 * `order`. Country and domain are taken only in their normal form.
 *
 * Returns false for what cannot be read as a value of its kind, also for a
 * blank cell: it is not sent.
 */
bool psi_field_value(char out[PSI_FIELD_VALUE_MAX + 1], enum psi_field field,
    enum psi_field_form form, const char *text, size_t len,
    const char *currency, enum psi_date_order order);

/* The same; an amount such as 12.500, which is thousands, cannot be read where its
 * column has the point as a decimal sign elsewhere, and so with the comma. */
bool psi_field_value_by(char out[PSI_FIELD_VALUE_MAX + 1], enum psi_field field,
    enum psi_field_form form, const char *text, size_t len,
    const struct psi_field_ways *ways);

/*
 * Is this exactly a value of the field in that form, as psi_field_value and
 * psi_field_alias write them? Not blank; no control and no invisible
 * character; at most PSI_FIELD_VALUE_MAX bytes.
 */
bool psi_field_value_valid(enum psi_field field, enum psi_field_form form,
    const char *text, size_t len);

/*
 * The band that a value is in: its name, its lower end, and the end above it
 * (which it does not reach; UINT64_MAX for none). For fields with bands of
 * numbers and money. False for any other field, and behind the last band.
 */
struct psi_band {
	const char *name;
	uint64_t from;
	uint64_t below;
};

bool psi_field_band(struct psi_band *out, enum psi_field field, size_t i);

/* Does the text name nobody (terms/no_person.h), where the field is of persons? For
 * other fields false. */
bool psi_field_names_nobody(enum psi_field field, const char *text, size_t len);

/* Does the text hold an e-mail address, alone or among other words: an "@", also
 * a full-width or a small one, with something other than a blank on either side? */
bool psi_field_holds_address(const char *text, size_t len);

/* Bytes of the secret of an alias. */
#define PSI_FIELD_ALIAS_KEY_BYTES 32

/*
 * The alias of a person, with a NUL: "owner-" and 12 hexadecimal digits, for
 * owner_email with "@" and the domain of the address behind it. The same
 * person (without regard to the case of ASCII letters and to blanks around)
 * has the same alias under one key, and nobody without the key can tell who
 * it is, or try names.
 *
 * Returns false where there is no person: a cell that names nobody
 * (psi_field_names_nobody); for owner_email what is no address.
 */
bool psi_field_alias(char out[PSI_FIELD_VALUE_MAX + 1], enum psi_field field,
    const uint8_t key[PSI_FIELD_ALIAS_KEY_BYTES], const char *text, size_t len);

#endif
