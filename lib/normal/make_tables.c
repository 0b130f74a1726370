/*
 * make_tables lexicon|countries: write a C file with the tables of names or of
 * countries as libpsi looks them up. They are folded and hashed when libpsi is
 * built, since doing so at the start of every program takes longer than most
 * lists do.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "normal/country_build.h"
#include "normal/lexicon_build.h"

struct writer {
	struct psi_buf text;
	/* Memory was short somewhere. */
	bool failed;
};

__attribute__((format(printf, 2, 3))) static void
put(struct writer *w, const char *format, ...)
{
	char text[128];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text, sizeof text, format, args);
	va_end(args);
	if (n < 0 || (size_t)n >= sizeof text ||
	    psi_buf_append(&w->text, text, (size_t)n, NULL) != 0)
		w->failed = true;
}

static void
put_bytes(struct writer *w, const char *name, const void *bytes, size_t len)
{
	const uint8_t *at = bytes;

	put(w, "static const uint8_t %s[] = {", name);
	for (size_t i = 0; i < len; i++)
		put(w, "%s%u,", i % 16 == 0 ? "\n" : "", at[i]);
	put(w, "\n};\n");
}

static void
put_numbers(
    struct writer *w, const char *name, const uint16_t *numbers, size_t num)
{
	put(w, "static const uint16_t %s[] = {", name);
	for (size_t i = 0; i < num; i++)
		put(w, "%s%u,", i % 12 == 0 ? "\n" : "", numbers[i]);
	put(w, "\n};\n");
}

static void
put_edges(struct writer *w, const struct psi_lexicon_tables *t)
{
	put(w, "static const struct psi_lexicon_edge edges[] = {\n");
	for (size_t i = 0; i < PSI_EDGE_SLOTS; i++) {
		const struct psi_lexicon_edge *edge = &t->edges[i];

		put(w, "{ %u, %u, %u },\n", edge->node, edge->word,
		    edge->child);
	}
	put(w, "};\n");
}

static void
put_words(struct writer *w, const struct psi_lexicon_tables *t)
{
	put(w, "static const struct psi_lexicon_word words[] = {\n");
	for (size_t i = 0; i <= t->num_words; i++) {
		const struct psi_lexicon_word *word = &t->words[i];

		put(w, "{ %luu, %luu, %luu, %u, %u, %u, %u, { %d, %d } },\n",
		    (unsigned long)word->hash, (unsigned long)word->at,
		    (unsigned long)word->flags, word->len, word->target,
		    word->place, word->bits, word->nation[0], word->nation[1]);
	}
	put(w, "};\n");
}

static void
put_phrases(struct writer *w, const struct psi_lexicon_tables *t)
{
	put(w, "static const struct psi_phrase phrases[] = {\n");
	for (size_t i = 0; i <= t->num_phrases; i++) {
		const struct psi_phrase *phrase = &t->phrases[i];

		put(w, "{ %u, %u, %u, %u },\n", phrase->when, phrase->countries,
		    phrase->next, phrase->target);
	}
	put(w, "};\nstatic const struct psi_affix affixes[] = {\n");
	for (size_t i = 0; i < t->num_affixes; i++) {
		const struct psi_affix *affix = &t->affixes[i];

		put(w, "{ %u, %u, %lu },\n", affix->place, affix->len,
		    (unsigned long)affix->at);
	}
	put(w, "};\n");
}

/* Bytes in the braces of an initializer. */
static void
put_braces(struct writer *w, const uint8_t *bytes, size_t len)
{
	put(w, "{ ");
	for (size_t i = 0; i < len; i++)
		put(w, "%u, ", bytes[i]);
	put(w, "}");
}

static void
put_readings(struct writer *w, const struct psi_lexicon_tables *t)
{
	put(w, "static const struct psi_reading readings[2][%d] = {\n",
	    NUM_READINGS);
	for (size_t i = 0; i < 2; i++) {
		put(w, "{\n");
		for (size_t k = 0; k < NUM_READINGS; k++) {
			const struct psi_reading *r = &t->readings[i][k];

			put(w, "{ %u, ", r->len);
			put_braces(w, r->bytes, sizeof r->bytes);
			put(w, ", %s },\n", r->umlaut ? "true" : "false");
		}
		put(w, "},\n");
	}
	put(w, "};\n");
}

static int
write_lexicon(struct writer *w)
{
	struct psi_lexicon_tables *t = psi_lexicon_build();
	struct psi_buf written = PSI_BUF_INIT;

	if (t == NULL)
		return 1;
	w->failed = !psi_lexicon_written(&written);
	put(w, "#include \"normal/lexicon_store.h\"\n");
	put_numbers(w, "slots", t->slots, PSI_WORD_SLOTS);
	put_edges(w, t);
	put_numbers(w, "node_phrase", t->node_phrase, t->num_nodes + 1);
	put_words(w, t);
	put_phrases(w, t);
	put_readings(w, t);
	put_bytes(w, "bytes", t->bytes, t->num_bytes);
	put_bytes(w, "written", written.data, written.len);
	put(w, "static const char countries[] = {");
	for (size_t i = 0; i < t->num_countries; i++)
		put(w, "%s%d,", i % 16 == 0 ? "\n" : "", t->countries[i]);
	put(w,
	    "\n};\nconst struct psi_lexicon psi_lexicon_made = {\n"
	    "slots, edges, node_phrase, words, phrases, affixes,\n");
	put(w,
	    "%zu, { readings[0], readings[1] }, bytes, countries, written, "
	    "%zu\n};\n",
	    t->num_affixes, written.len);
	psi_buf_clear(&written);
	free(t);
	return 0;
}

static int
write_countries(struct writer *w)
{
	struct psi_country_tables *t = psi_countries_build();

	if (t == NULL)
		return 1;
	put(w,
	    "#include \"normal/country_store.h\"\n"
	    "static const struct psi_country_letter letters[] = {\n");
	for (size_t i = 0; i < NUM_LETTERS; i++) {
		put(w, "{ %u, ", t->letters[i].len);
		put_braces(w, t->letters[i].bytes, sizeof t->letters[i].bytes);
		put(w, " },\n");
	}
	put(w, "};\n");
	put_bytes(w, "codes", t->codes, sizeof t->codes);
	put_numbers(w, "slots", t->slots, PSI_COUNTRY_SLOTS);
	put(w, "static const struct psi_country_spelling spellings[] = {\n");
	for (size_t i = 0; i <= t->num_spellings; i++)
		put(w, "{ %lu, %u, %u },\n", (unsigned long)t->spellings[i].at,
		    t->spellings[i].len, t->spellings[i].country);
	put(w, "};\n");
	put_bytes(w, "text", t->text, t->text_len);
	put(w,
	    "const struct psi_countries psi_countries_made = {\n"
	    "letters, codes, slots, spellings, text\n};\n");
	free(t);
	return 0;
}

int
main(int argc, char **argv)
{
	static const char problem[] =
	    "make_tables: a table is too long for "
	    "its room (lexicon_build.h, country_build.h), a row has no words, "
	    "or memory is short\n";
	struct writer w = { PSI_BUF_INIT, false };
	bool ok = false;

	if (argc == 2 && strcmp(argv[1], "lexicon") == 0)
		ok = write_lexicon(&w) == 0;
	if (argc == 2 && strcmp(argv[1], "countries") == 0)
		ok = write_countries(&w) == 0;
	if (ok && !w.failed)
		ok = fwrite(w.text.data, 1, w.text.len, stdout) == w.text.len &&
		    fflush(stdout) == 0;
	else
		(void)fwrite(problem, 1, sizeof problem - 1, stderr);
	psi_buf_clear(&w.text);
	return ok ? 0 : 1;
}
