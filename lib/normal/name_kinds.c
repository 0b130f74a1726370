#include "normal/name_kinds.h"

#include <string.h>

#include "normal/lexicon_build.h"
#include "normal/lexicon_store.h"

_Static_assert(AFFIXES_MAX <= PSI_KINDS_MAX, "every affix has a number");

static unsigned int
bucket_of(const uint8_t *two)
{
	return (two[0] * 37U + two[1]) % PSI_KIND_BUCKETS;
}

void
psi_name_kinds_init(struct psi_name_rules *rules)
{
	for (size_t i = 0; i < rules->lexicon->num_affixes; i++) {
		const struct psi_affix *affix = &rules->lexicon->affixes[i];
		const uint8_t *text = rules->lexicon->bytes + affix->at;
		uint16_t *first;

		if (affix->place == PSI_AFFIX_KIND_END)
			first =
			    &rules->kind_ends[bucket_of(text + affix->len - 2)];
		else if (affix->place == PSI_AFFIX_KIND_START)
			first = &rules->kind_starts[bucket_of(text)];
		else
			continue;
		rules->kind_next[i] = *first;
		*first = (uint16_t)(i + 1);
	}
}

/* Whether one of the kinds from `first` on stands at this end of a word. */
static bool
is_there(const struct psi_name_rules *rules, unsigned int first,
    const struct psi_name_view *view)
{
	for (unsigned int at = first; at != 0; at = rules->kind_next[at - 1]) {
		const struct psi_affix *affix =
		    &rules->lexicon->affixes[at - 1];
		size_t from = affix->place == PSI_AFFIX_KIND_END
		    ? view->len - affix->len
		    : 0;

		/* memcmp: names and tables are not secrets. */
		if (affix->len <= view->len &&
		    memcmp(view->bytes + from,
			rules->lexicon->bytes + affix->at, affix->len) == 0)
			return true;
	}
	return false;
}

static bool
is_kind(const struct psi_name_rules *rules, const struct psi_name_view *view)
{
	if (view->len < 2)
		return false;
	return is_there(rules,
		   rules->kind_ends[bucket_of(view->bytes + view->len - 2)],
		   view) ||
	    is_there(rules, rules->kind_starts[bucket_of(view->bytes)], view);
}

void
psi_name_look_for_kinds(struct psi_name_scratch *s)
{
	size_t i = s->num_views > 1 && s->named_so ? 1 : 0;

	for (; i < s->num_views && !s->institution; i++)
		s->institution = is_kind(s->rules, &s->view[i]);
}
