#include "agree/suffix_diff.h"

#include <stdlib.h>
#include <string.h>

#include "psi/date.h"
#include "psi/escape.h"

#include "kit/diag.h"
#include "kit/grow.h"

/* Whose a rule is. */
enum section { REGISTRIES, PRIVATE };

/* A rule, in the text of its list. */
struct rule {
	const char *text;
	size_t len;
	enum section section;
};

/* The rules of a list, sorted, each once. */
struct rules {
	struct rule *rule;
	size_t num;
	size_t size;
	/* Of the marks, and of rules outside of them. */
	size_t num_marks;
	bool confused;
};

static bool
is_comment(const char *line, size_t len)
{
	return len >= 2 && line[0] == '/' && line[1] == '/';
}

/* Takes a line off the text; without its end, which may be CR LF. */
static size_t
take_line(const char **line, const char **pos, const char *end)
{
	const char *stop = memchr(*pos, '\n', (size_t)(end - *pos));
	size_t len;

	*line = *pos;
	*pos = stop != NULL ? stop + 1 : end;
	len = (size_t)((stop != NULL ? stop : end) - *line);
	if (len > 0 && (*line)[len - 1] == '\r')
		len--;
	return len;
}

/* "// VERSION: 2024-05-01_10-00-00_UTC", before the first rule. */
void
psi_suffix_date(char out[11], const uint8_t *list, size_t list_len)
{
	static const char mark[] = "// VERSION: ";
	const size_t mark_len = sizeof mark - 1;
	const char *pos = (const char *)list;
	const char *end = pos + list_len;
	const char *line;
	int32_t day;

	out[0] = '\0';
	while (pos < end) {
		size_t len = take_line(&line, &pos, end);

		if (len > 0 && !is_comment(line, len))
			return;
		if (len < mark_len + 10 || memcmp(line, mark, mark_len) != 0)
			continue;
		if (psi_date_decode(&day, line + mark_len, 10)) {
			memcpy(out, line + mark_len, 10);
			out[10] = '\0';
		}
		return;
	}
}

static int
add_rule(struct rules *rules, struct rule rule, struct psi_error *err)
{
	void *array = rules->rule;
	int rc =
	    psi_grow(&array, &rules->size, rules->num, 1, sizeof rule, err);

	if (rc != 0)
		return rc;
	rules->rule = array;
	rules->rule[rules->num++] = rule;
	return 0;
}

static int
compare(const struct rule *x, const struct rule *y)
{
	size_t len = x->len < y->len ? x->len : y->len;
	int order = memcmp(x->text, y->text, len);

	return order != 0 ? order : (x->len > y->len) - (x->len < y->len);
}

/* Of two that are alike the registries' first. */
static int
compare_void(const void *a, const void *b)
{
	const struct rule *x = a;
	const struct rule *y = b;
	int order = compare(x, y);

	return order != 0 ? order : (int)x->section - (int)y->section;
}

/* The marks in the order in which they stand. */
static const char *const marks[] = {
	"// ===BEGIN ICANN DOMAINS===",
	"// ===END ICANN DOMAINS===",
	"// ===BEGIN PRIVATE DOMAINS===",
	"// ===END PRIVATE DOMAINS===",
};
#define NUM_MARKS (sizeof marks / sizeof marks[0])

static void
read_mark(struct rules *rules, const char *line, size_t len)
{
	while (len > 0 && (line[len - 1] == ' ' || line[len - 1] == '\t'))
		len--;
	for (size_t i = 0; i < NUM_MARKS; i++) {
		if (len != strlen(marks[i]) || memcmp(line, marks[i], len) != 0)
			continue;
		if (i != rules->num_marks)
			rules->confused = true;
		rules->num_marks++;
	}
}

/* As the library reads it, a rule goes up to the first blank. */
static int
read_rules(struct rules *rules, const uint8_t *bytes, size_t len,
    struct psi_error *err)
{
	const char *pos = (const char *)bytes;
	const char *end = pos + len;
	const char *line;
	bool outside = false;
	int rc = 0;

	while (rc == 0 && pos < end) {
		size_t n = take_line(&line, &pos, end);
		struct rule rule = { line, 0, REGISTRIES };

		while (rule.len < n && (uint8_t)line[rule.len] > ' ')
			rule.len++;
		if (is_comment(line, n)) {
			read_mark(rules, line, n);
		} else if (rule.len > 0) {
			outside = outside || rules->num_marks % 2 == 0;
			if (rules->num_marks == 3)
				rule.section = PRIVATE;
			rc = add_rule(rules, rule, err);
		}
	}
	if (rules->num_marks > 0 &&
	    (outside || rules->num_marks % 2 != 0 ||
		rules->num_marks > NUM_MARKS))
		rules->confused = true;
	return rc;
}

/* A rule that stands twice counts once. */
static void
sort_rules(struct rules *rules)
{
	size_t num = 0;

	if (rules->num == 0)
		return;
	qsort(rules->rule, rules->num, sizeof *rules->rule, compare_void);
	for (size_t i = 0; i < rules->num; i++)
		if (num == 0 ||
		    compare(&rules->rule[num - 1], &rules->rule[i]) != 0)
			rules->rule[num++] = rules->rule[i];
	rules->num = num;
}

static bool
has_rule(const struct rules *rules, const char *text, size_t len)
{
	struct rule key = { text, len, REGISTRIES };
	const struct rule *found;

	if (rules->num == 0)
		return false;
	found = bsearch(
	    &key, rules->rule, rules->num, sizeof *rules->rule, compare_void);
	return found != NULL;
}

/* Is it for all names of a registry? A private owner's is for the names below
 * its own. */
static bool
is_wild(const struct rule *rule, const struct rules *installed)
{
	const char *base = rule->text + 2;

	if (memchr(rule->text, '*', rule->len) == NULL)
		return false;
	if (rule->section == REGISTRIES || rule->len < 3 ||
	    rule->text[0] != '*')
		return true;
	return memchr(base, '.', rule->len - 2) == NULL ||
	    has_rule(installed, base, rule->len - 2);
}

/* What is shown first, and what last. */
enum rank { SWEEPING, LISTED, OWNED, NUM_RANKS };

static void
show_rule(struct psi_suffix_diff *out, char sign, const struct rule *rule)
{
	char *to;

	if (out->num_shown == PSI_SUFFIX_SHOWN)
		return;
	to = out->shown[out->num_shown++];
	to[0] = sign;
	(void)psi_escape(
	    to + 1, PSI_SUFFIX_RULE_CHARS - 1, rule->text, rule->len);
}

/* Count an added rule, and say how it is to be shown. */
static enum rank
count_added(struct psi_suffix_diff *out, const struct rule *rule,
    const struct rules *installed)
{
	bool wild = is_wild(rule, installed);
	bool exception = rule->text[0] == '!';

	out->num_wild += wild;
	out->num_exceptions += exception;
	if (rule->section == REGISTRIES)
		out->num_added++;
	else
		out->num_private_added++;
	if (wild || exception)
		return SWEEPING;
	return rule->section == REGISTRIES ? LISTED : OWNED;
}

static enum rank
count_missing(struct psi_suffix_diff *out, const struct rule *rule)
{
	if (rule->section == REGISTRIES)
		out->num_missing++;
	else
		out->num_private_missing++;
	return rule->section == REGISTRIES ? LISTED : OWNED;
}

/* One walk over both, which counts all and shows those of one rank. */
static void
walk(struct psi_suffix_diff *out, const struct rules *list,
    const struct rules *installed, enum rank shown)
{
	size_t i = 0;
	size_t j = 0;

	while (i < list->num || j < installed->num) {
		int order = i == list->num ? 1
		    : j == installed->num
		    ? -1
		    : compare(&list->rule[i], &installed->rule[j]);
		const struct rule *ours =
		    order >= 0 ? &installed->rule[j++] : NULL;
		const struct rule *theirs =
		    order <= 0 ? &list->rule[i++] : NULL;

		/* A rule that changed its section is the registries' in one of
		 * the two. */
		if (order == 0 && theirs->section == ours->section)
			continue;
		if (theirs != NULL &&
		    (ours == NULL || theirs->section == REGISTRIES)) {
			if (count_added(out, theirs, installed) == shown)
				show_rule(out, '+', theirs);
		} else if (ours != NULL && count_missing(out, ours) == shown) {
			show_rule(out, '-', ours);
		}
	}
}

static void
walk_all(struct psi_suffix_diff *out, const struct rules *list,
    const struct rules *installed)
{
	for (int rank = 0; rank < NUM_RANKS; rank++) {
		out->num_added = out->num_missing = 0;
		out->num_private_added = out->num_private_missing = 0;
		out->num_wild = out->num_exceptions = 0;
		walk(out, list, installed, (enum rank)rank);
	}
}

static enum psi_suffix_marks
marks_of(const struct rules *rules)
{
	if (rules->num_marks == 0)
		return PSI_SUFFIX_UNMARKED;
	return rules->confused ? PSI_SUFFIX_CONFUSED : PSI_SUFFIX_MARKED;
}

enum psi_suffix_age
psi_suffix_age(const char *date, const char *other)
{
	int order = strcmp(date, other);

	if (order == 0 || date[0] == '\0' || other[0] == '\0')
		return PSI_SUFFIX_OTHER;
	return order < 0 ? PSI_SUFFIX_OLDER : PSI_SUFFIX_NEWER;
}

/* The rules of a list, sorted, and its marks. */
static int
take_list(struct psi_suffix_diff *out, size_t i, struct rules *rules,
    const uint8_t *bytes, size_t len, struct psi_error *err)
{
	int rc;

	if ((rc = read_rules(rules, bytes, len, err)) != 0)
		return rc;
	psi_suffix_date(out->date[i], bytes, len);
	out->marks[i] = marks_of(rules);
	sort_rules(rules);
	return 0;
}

int
psi_suffix_compare(struct psi_suffix_diff *out, const uint8_t *list,
    size_t list_len, const uint8_t *installed, size_t installed_len,
    struct psi_error *err)
{
	struct rules rules[2] = { { NULL, 0, 0, 0, false },
		{ NULL, 0, 0, 0, false } };
	/* Public: lists of suffixes. */
	bool same = list_len == installed_len &&
	    (list_len == 0 || memcmp(list, installed, list_len) == 0);
	int rc;

	memset(out, 0, sizeof *out);
	if ((rc = take_list(out, 0, &rules[0], list, list_len, err)) != 0)
		goto out;
	if (same) {
		memcpy(out->date[1], out->date[0], sizeof out->date[1]);
		out->marks[1] = out->marks[0];
		out->age = PSI_SUFFIX_SAME;
		goto out;
	}
	if ((rc = take_list(
		 out, 1, &rules[1], installed, installed_len, err)) != 0)
		goto out;
	walk_all(out, &rules[0], &rules[1]);
	out->age = psi_suffix_age(out->date[0], out->date[1]);
out:
	for (size_t i = 0; i < 2; i++)
		psi_grow_free(
		    rules[i].rule, rules[i].size, sizeof *rules[i].rule);
	return rc;
}
