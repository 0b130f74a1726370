#include "list/header_match.h"

#include <string.h>

#include "list/header_form.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct column {
	const char *header;
	enum psi_field field;
	uint8_t rank;
	const char *country;
};

#define COLUMN(header, field, rank) { header, PSI_FIELD_##field, rank, NULL },
#define COLUMN_OF(country, header, field, rank)                                \
	{ header, PSI_FIELD_##field, rank, country },

static const struct column columns[] = {
#include "list/columns.def"
};

/* What a word tells: header_words.def. */
enum word_kind {
	ACCOUNT,
	OTHER,
	BESIDE,
	PERSON,
	LEAD,
	DEAL_ROW,
	DEAL,
	RECORD,
	STAGE,
	NAME,
	EMAIL
};

static const struct word {
	enum word_kind kind;
	const char *text;
} words[] = {
#define WORD(kind, text) { kind, text },
#include "list/header_words.def"
};

/* Is this the header of a table's row, whose words have blanks between? */
static bool
is_header(const char *header, const char *spaced)
{
	for (; *spaced != '\0'; spaced++) {
		if (*spaced != ' ' && *spaced != *header++)
			return false;
	}
	return *header == '\0';
}

/* Whether the form is the word; with an ACCOUNT, whether it begins with it, and
 * with an EMAIL, whether it has it. */
static bool
fits(const char *form, const struct word *word)
{
	const char *at = strstr(form, word->text);

	if (at == NULL || word->kind == EMAIL)
		return at != NULL;
	return at == form &&
	    (word->kind == ACCOUNT || at[strlen(word->text)] == '\0');
}

static bool
is_word(const char *form, enum word_kind kind)
{
	for (size_t i = 0; i < COUNT(words); i++) {
		if (words[i].kind == kind && fits(form, &words[i]))
			return true;
	}
	return false;
}

/* Look a form up; false if the table does not have it. */
static bool
look_up(struct psi_header_match *out, const char *form)
{
	if (form[0] == '\0')
		return false;
	for (size_t i = 0; i < COUNT(columns); i++) {
		struct psi_header_meaning *to = &out->meaning[out->num];

		if (!is_header(form, columns[i].header) ||
		    out->num == PSI_HEADER_MEANINGS_MAX)
			continue;
		to->field = columns[i].field;
		to->rank = columns[i].rank;
		to->country = columns[i].country;
		out->num++;
	}
	if (out->num == 0)
		return false;
	out->is_company =
	    is_word(form, ACCOUNT) || strstr(form, "company") != NULL;
	return true;
}

static bool
look_up_cell(struct psi_header_match *out, struct psi_cell cell)
{
	char form[PSI_HEADER_FORM_CHARS];

	psi_header_form(form, cell.text, cell.len);
	return look_up(out, form);
}

/* `Organization - Name`, as Pipedrive writes it in all its languages: where the field
 * begins behind one word that is the account, and a hyphen between blanks; 0 where
 * there is none. */
static size_t
behind_hyphen(struct psi_cell header)
{
	struct psi_cell object = { header.text, 0 };
	char form[PSI_HEADER_FORM_CHARS];

	while (object.len < header.len && header.text[object.len] != ' ')
		object.len++;
	if (header.len - object.len < 4 ||
	    memcmp(header.text + object.len, " - ", 3) != 0)
		return 0;
	psi_header_form(form, object.text, object.len);
	/* "Contacto" begins as "Conta" does. */
	return is_word(form, ACCOUNT) && !is_word(form, OTHER) ? object.len + 3
							       : 0;
}

/* Where the field begins behind the objects; 0 where there is none. */
static size_t
find_field(struct psi_cell header)
{
	size_t i = header.len;

	while (i > 0 && strchr(":./>", header.text[i - 1]) == NULL)
		i--;
	if (i > 0)
		return i == header.len ? 0 : i;
	return behind_hyphen(header);
}

/* The last object before the field. */
static struct psi_cell
find_object(struct psi_cell header, size_t field)
{
	struct psi_cell object = { header.text, field };

	while (object.len > 0 &&
	    strchr(":./> -", object.text[object.len - 1]) != NULL)
		object.len--;
	for (size_t i = object.len; i > 0; i--) {
		if (strchr(":./>", object.text[i - 1]) == NULL)
			continue;
		object.text += i;
		object.len -= i;
		break;
	}
	return object;
}

/* A field of another object: what it says of the account, or of a deal. */
static void
keep_of_other(struct psi_header_match *out)
{
	size_t n = 0;

	for (size_t i = 0; i < out->num; i++) {
		enum psi_field field = out->meaning[i].field;

		if (out->is_company || field == PSI_FIELD_STAGE ||
		    field == PSI_FIELD_AMOUNT || field == PSI_FIELD_CLOSE_DATE)
			out->meaning[n++] = out->meaning[i];
	}
	out->num = n;
}

/* `country_id/name`, as Odoo writes what a row refers to: it is the country. The
 * name of what is not the account is no name of it. */
static bool
look_up_relation(struct psi_header_match *out, const char *object)
{
	char form[PSI_HEADER_FORM_CHARS];
	size_t len = strlen(object);

	if (len < 3 || strcmp(object + len - 2, "id") != 0)
		return false;
	memcpy(form, object, len - 2);
	form[len - 2] = '\0';
	if (!look_up(out, form) && is_word(form, ACCOUNT))
		return false;
	return true;
}

/* Does the object's name end in "_id", of which the form has no "_"? */
static bool
is_relation(struct psi_cell object)
{
	return object.len > 3 &&
	    memcmp(object.text + object.len - 3, "_id", 3) == 0;
}

/* Is the object the account's parent: "Parent Account"? */
static bool
is_parent(const struct psi_header_match *object)
{
	return object->num > 0 && object->meaning[0].field == PSI_FIELD_PARENT;
}

/* A field of the parent: what tells which one it is, and its website. */
static bool
keep_of_parent(
    struct psi_header_match *out, const struct psi_header_match *parent)
{
	size_t n = 0;

	for (size_t i = 0; i < out->num; i++) {
		struct psi_header_meaning one = out->meaning[i];

		if (one.field == PSI_FIELD_NAME || one.field == PSI_FIELD_ID)
			one.field = PSI_FIELD_PARENT;
		else if (one.field == PSI_FIELD_DOMAIN)
			one.field = PSI_FIELD_PARENT_DOMAIN;
		else
			continue;
		one.rank = parent->meaning[0].rank;
		out->meaning[n++] = one;
	}
	out->num = n;
	out->is_company = false;
	return n > 0;
}

/* `Account: Account Name`: as the field of its object. */
static bool
look_up_field(struct psi_header_match *out, struct psi_cell header)
{
	size_t at = find_field(header);
	struct psi_cell field = { header.text + at, header.len - at };
	struct psi_cell object;
	struct psi_header_match parent = { .num = 0 };
	char form[PSI_HEADER_FORM_CHARS];
	char both[2 * PSI_HEADER_FORM_CHARS];
	size_t len;

	if (at == 0)
		return false;
	object = find_object(header, at);
	psi_header_form(form, object.text, object.len);
	len = strlen(form);
	memcpy(both, form, len);
	psi_header_form(both + len, field.text, field.len);
	if (strlen(both) < PSI_HEADER_FORM_CHARS && look_up(out, both))
		return true;
	if (is_relation(object) && is_word(both + len, NAME) &&
	    look_up_relation(out, form))
		return true;
	if (look_up(&parent, form) && is_parent(&parent))
		return look_up(out, both + len) && keep_of_parent(out, &parent);
	if (is_word(form, BESIDE) || !look_up(out, both + len))
		return false;
	if (is_word(form, OTHER))
		keep_of_other(out);
	else if (is_word(form, ACCOUNT))
		out->is_company = true;
	return out->num > 0;
}

/* Numbered columns of these fields are several values. */
static bool
may_be_numbered(const struct psi_header_match *match)
{
	for (size_t i = 0; i < match->num; i++) {
		enum psi_field field = match->meaning[i].field;

		if (field != PSI_FIELD_DOMAIN && field != PSI_FIELD_VAT &&
		    field != PSI_FIELD_REGNO && field != PSI_FIELD_DUNS)
			return false;
	}
	return true;
}

/* Without what is said of it behind a comma: "Country, ISO". */
static bool
look_up_before_comma(struct psi_header_match *out, struct psi_cell header)
{
	struct psi_cell bare = header;
	const char *comma = memchr(header.text, ',', header.len);

	if (comma == NULL)
		return false;
	bare.len = (size_t)(comma - header.text);
	return look_up_cell(out, bare);
}

/* Brackets may say that it is a person's, "Name (natural person)", or which number
 * it is: "Register no. 1 (SIREN)". */
static bool
look_up_bracket(struct psi_header_match *out, struct psi_cell bracket)
{
	char form[PSI_HEADER_FORM_CHARS];
	size_t n = 0;

	psi_header_form(form, bracket.text, bracket.len);
	if (out->num > 0) {
		if (strstr(form, "person") != NULL || is_word(form, OTHER))
			keep_of_other(out);
		return true;
	}
	(void)look_up(out, form);
	for (size_t i = 0; i < out->num; i++) {
		enum psi_field field = out->meaning[i].field;

		if (field == PSI_FIELD_REGNO || field == PSI_FIELD_VAT ||
		    field == PSI_FIELD_DUNS || field == PSI_FIELD_LEI)
			out->meaning[n++] = out->meaning[i];
	}
	out->num = n;
	return n > 0;
}

/* Without brackets at its end. */
static bool
look_up_before_bracket(struct psi_header_match *out, struct psi_cell header)
{
	struct psi_cell bare = header;
	struct psi_cell bracket;

	while (bare.len > 0 && strchr("([", bare.text[bare.len - 1]) == NULL)
		bare.len--;
	if (bare.len == 0)
		return false;
	bracket.text = bare.text + bare.len;
	bracket.len = header.len - bare.len - 1;
	bare.len--;
	(void)(look_up_cell(out, bare) || look_up_field(out, bare));
	return look_up_bracket(out, bracket);
}

/* Without a number, brackets or the suffix of a custom field at its end. */
static bool
look_up_bare(struct psi_header_match *out, struct psi_cell header)
{
	struct psi_cell bare = header;

	if (look_up_before_comma(out, header))
		return true;
	if (bare.len > 3 && memcmp(bare.text + bare.len - 3, "__c", 3) == 0) {
		bare.len -= 3;
		return look_up_cell(out, bare) || look_up_field(out, bare);
	}
	if (bare.len > 2 && strchr(")]", bare.text[bare.len - 1]) != NULL)
		return look_up_before_bracket(out, bare);
	while (bare.len > 0 && bare.text[bare.len - 1] >= '0' &&
	    bare.text[bare.len - 1] <= '9')
		bare.len--;
	if (bare.len == header.len || header.len - bare.len > 2 ||
	    !look_up_cell(out, bare))
		return false;
	if (!may_be_numbered(out))
		out->num = 0;
	return out->num > 0;
}

/* Without blanks, and the signs that exports put at the end. */
static struct psi_cell
trim_end(struct psi_cell header)
{
	while (header.len > 0 &&
	    strchr(" \t\r\n*:.", header.text[header.len - 1]) != NULL)
		header.len--;
	return header;
}

void
psi_header_match_find(struct psi_header_match *out, struct psi_cell header)
{
	char form[PSI_HEADER_FORM_CHARS];

	memset(out, 0, sizeof *out);
	header = trim_end(header);
	psi_header_form(form, header.text, header.len);
	out->is_person = is_word(form, PERSON);
	out->is_plain_name = is_word(form, NAME);
	out->is_of_lead = is_word(form, LEAD);
	out->is_deal_row = is_word(form, DEAL_ROW);
	out->is_of_deal = out->is_deal_row || is_word(form, DEAL);
	out->is_plain_stage = is_word(form, STAGE);
	out->is_record_id = is_word(form, RECORD);
	out->is_email = is_word(form, EMAIL);
	if (header.len == 0 || look_up(out, form) ||
	    look_up_field(out, header) || look_up_bare(out, header))
		return;
	out->num = 0;
}
