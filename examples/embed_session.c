/*
 * A whole session inside one program: two companies, everything in memory,
 * from exports to matches, and on to pairs with the fields that the agreement
 * shares. What crosses the line between them are the buffers that are handed
 * from one to the other: both blinded lists, the answer of the side that answers
 * first, and then that of the other; then the claims of both (which accounts,
 * in which population), and the fields of both.
 */
#include <psi.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TODAY 20500

/* Enough of a public suffix list for the names below. */
static const char suffixes[] = "com\nde\nuk\nco.uk\n";

/* The example ends at the first failure, with what libpsi says of it. */
static void
must(int rc, const struct psi_error *err, const char *what)
{
	if (rc == 0)
		return;
	fprintf(stderr, "%s: %s (%s)\n", what, err->text, psi_error_name(rc));
	if (err->hint[0] != '\0')
		fprintf(stderr, "hint: %s\n", err->hint);
	exit(1);
}

struct company {
	const char *name;
	const char *export;
	struct psi_identity *identity;
	struct psi_agreement *agreement;
	struct psi_memory_store *ledger_store;
	struct psi_memory_store *session_store;
	struct psi_store ledger;
	struct psi_store store;
	struct psi_session *session;
	struct psi_memory *blinded;
	struct psi_memory *answer;
	/* Claims, then fields. */
	struct psi_memory *shared[2];
};

static struct company acme = {
	.name = "Acme",
	.export = "Account ID,Account Name,Website,Type,Account Owner\n"
		  "A-1,\"Northwind Traders, Inc.\",www.northwind.com,Customer,"
		  "Ann Lee\n"
		  "A-2,M\xc3\xbcller GmbH,https://mueller.de/kontakt,Customer,"
		  "Bea Ray\n"
		  "A-3,Only Acme Knows Ltd,only-acme.co.uk,Prospect,Ann Lee\n",
};
static struct company globex = {
	.name = "Globex",
	.export = "Record ID;Company name;Company Domain Name;Lifecycle Stage;"
		  "Company owner\n"
		  "77;NORTHWIND TRADERS;northwind.com;Customer;Gus Orr\n"
		  "78;Globex Alone Inc;globex-alone.com;Lead;Gus Orr\n"
		  "79;Mueller;MUELLER.DE;Lead;Gil Fox\n",
};

/* Bytes that begin with a text; NULL for none. */
static struct psi_memory *
new_memory(const char *text)
{
	struct psi_memory *memory = NULL;
	struct psi_error err;

	must(psi_memory_new(&memory, (const uint8_t *)text,
		 text == NULL ? 0 : strlen(text), &err),
	    &err, "making room");
	return memory;
}

static void
begin(struct company *company)
{
	struct psi_error err;

	must(psi_memory_store_new(&company->ledger_store, &err), &err,
	    "making a store");
	must(psi_memory_store_new(&company->session_store, &err), &err,
	    "making a store");
	psi_memory_store(company->ledger_store, &company->ledger);
	psi_memory_store(company->session_store, &company->store);
	company->blinded = new_memory(NULL);
	company->answer = new_memory(NULL);
	company->shared[0] = new_memory(NULL);
	company->shared[1] = new_memory(NULL);
	must(psi_identity_generate(&company->identity, &err), &err,
	    "making an identity");
	/* The memory of the identity: it is made once, and kept with it. */
	must(psi_ledger_create(&company->ledger,
		 psi_identity_public(company->identity), &err),
	    &err, "making its ledger");
}

/* Acme drafts, both sign. Here each signs the other's bytes, as it would if
 * they had come by e-mail. */
static void
agree(const struct psi_normalizer *normalizer)
{
	char identity_a[PSI_IDENTITY_TEXT_CHARS + 1];
	char identity_b[PSI_IDENTITY_TEXT_CHARS + 1];
	char fingerprint[PSI_NORMALIZER_DIGEST_CHARS];
	char list[PSI_NORMALIZER_DIGEST_CHARS];
	const struct psi_agreement_preset presets[] = {
		{ "party-a-name", acme.name },
		{ "party-a-identity", identity_a },
		{ "party-a-contact", "alliances@acme.example" },
		{ "party-b-name", globex.name },
		{ "party-b-identity", identity_b },
		{ "party-b-contact", "alliances@globex.example" },
		{ "normalizer-fingerprint", fingerprint },
		{ "public-suffix-list", list },
		{ "minimum-overlap", "1" },
		{ "share-a", "any any name+owner" },
		{ "share-b", "any any name+owner" },
	};
	struct psi_agreement *draft = NULL;
	struct psi_memory *text = new_memory(NULL);
	struct psi_source source;
	struct psi_sink sink;
	struct psi_error err;

	psi_public_identity_format(
	    identity_a, psi_identity_public(acme.identity));
	psi_public_identity_format(
	    identity_b, psi_identity_public(globex.identity));
	psi_normalizer_fingerprint(normalizer, fingerprint);
	psi_normalizer_suffixes_digest(normalizer, list);
	must(psi_agreement_draft(&draft, NULL, presets,
		 sizeof presets / sizeof presets[0], TODAY, &err),
	    &err, "drafting");
	must(psi_agreement_sign(draft, acme.identity, &err), &err, "signing");
	must(psi_agreement_sign(draft, globex.identity, &err), &err, "signing");
	psi_memory_sink(text, &sink);
	must(psi_agreement_write(draft, &sink, &err), &err, "writing");
	psi_memory_source(text, &source);
	must(psi_agreement_read(&acme.agreement, &source, &err), &err,
	    "reading the agreement");
	psi_memory_source(text, &source);
	must(psi_agreement_read(&globex.agreement, &source, &err), &err,
	    "reading the agreement");
	must(psi_agreement_check(acme.agreement, TODAY, &err), &err,
	    "checking the agreement");
	psi_agreement_free(draft);
	psi_memory_free(text);
}

/* From the export to the blinded file. */
static void
blind(struct company *company, const struct psi_normalizer *normalizer)
{
	struct psi_normalize_options normalize = PSI_NORMALIZE_OPTIONS_INIT;
	struct psi_session_options options = PSI_SESSION_OPTIONS_INIT;
	struct psi_memory *export = new_memory(company->export);
	struct psi_memory *keys = new_memory(NULL);
	struct psi_source source;
	struct psi_sink sink;
	struct psi_error err;

	normalize.source_date = "2026-02-01";
	psi_memory_source(export, &source);
	psi_memory_sink(keys, &sink);
	must(psi_normalize(
		 normalizer, &source, &sink, &normalize, NULL, NULL, &err),
	    &err, "normalising");
	options.today = TODAY;
	options.jobs = 2;
	must(psi_session_open(&company->session, &company->store,
		 &company->ledger, company->agreement, company->identity,
		 &options, &err),
	    &err, "opening the session");
	psi_memory_source(keys, &source);
	must(psi_session_blind(company->session, &source, NULL, &err), &err,
	    "blinding");
	psi_memory_sink(company->blinded, &sink);
	must(psi_session_copy(
		 company->session, PSI_SESSION_FILE_BLINDED, &sink, &err),
	    &err, "copying the blinded file");
	psi_memory_free(keys);
	psi_memory_free(export);
}

/* Take the partner's blinded file: the side that answers first has an answer
 * after this. */
static void
exchange(struct company *company, struct psi_memory *from_partner)
{
	struct psi_source source;
	struct psi_error err;

	psi_memory_source(from_partner, &source);
	must(psi_session_exchange(company->session, &source, &err), &err,
	    "taking the partner's file");
}

static void
copy_answer(struct company *company)
{
	struct psi_sink sink;
	struct psi_error err;

	psi_memory_sink(company->answer, &sink);
	must(psi_session_copy(
		 company->session, PSI_SESSION_FILE_ANSWER, &sink, &err),
	    &err, "copying the answer");
}

/* The accounts that matched, row by row; psi_match_list_write makes CSV of
 * them. */
static void
show_matches(struct company *company)
{
	struct psi_match_list *list = NULL;
	struct psi_match_row row;
	struct psi_error err;
	int more = 0;

	must(psi_match_list_new(&list, company->session, NULL, &err), &err,
	    "listing the matches");
	for (;;) {
		must(psi_match_list_next(list, &row, &more, &err), &err,
		    "listing the matches");
		if (!more)
			break;
		printf("%.*s (%s), 0.%03u, by %s\n", (int)row.our_account.len,
		    row.our_account.text, row.our_population, row.score,
		    row.matched_on);
	}
	psi_match_list_free(list);
}

/* Check the partner's answer, and show the matches. */
static void
reveal(struct company *company, struct psi_memory *from_partner)
{
	struct psi_session_status status = PSI_SESSION_STATUS_INIT;
	struct psi_source source;
	struct psi_error err;

	psi_memory_source(from_partner, &source);
	must(psi_session_reveal(company->session, &source, &err), &err,
	    "revealing");
	must(psi_session_status(company->session, &status, &err), &err,
	    "asking for the numbers");
	printf("%s: %llu keys matched, on %llu accounts\n", company->name,
	    (unsigned long long)status.matches,
	    (unsigned long long)status.matched_accounts);
	show_matches(company);
	if (status.matched_accounts != 2) {
		fprintf(stderr, "two accounts should have matched\n");
		exit(1);
	}
}

/* Make what is due: claims first (revision 1), which need no list, and fields
 * (revision 2) once the partner's claims have been joined. */
static void
share(struct company *company, unsigned int revision)
{
	struct psi_share_list list = PSI_SHARE_LIST_INIT;
	struct psi_share_report report = PSI_SHARE_REPORT_INIT;
	struct psi_memory *export = new_memory(company->export);
	struct psi_source source;
	struct psi_sink sink;
	struct psi_error err;

	psi_memory_source(export, &source);
	list.accounts = &source;
	must(psi_session_share(
		 company->session, revision == 2 ? &list : NULL, &report, &err),
	    &err, "sharing");
	printf("%s shares %s of %llu accounts\n", company->name,
	    revision == 1 ? "claims" : "fields",
	    (unsigned long long)report.rows);
	psi_memory_sink(company->shared[revision - 1], &sink);
	must(psi_session_share_copy(company->session, revision, &sink, &err),
	    &err, "copying what is shared");
	psi_memory_free(export);
}

static void
join(struct company *company, struct psi_memory *from_partner)
{
	struct psi_share_report report = PSI_SHARE_REPORT_INIT;
	struct psi_source source;
	struct psi_error err;

	psi_memory_source(from_partner, &source);
	must(psi_session_join(company->session, &source, &report, &err), &err,
	    "joining what the partner shares");
}

/* The text of a field; texts of a list are not NUL-terminated. */
static void
print_field(const struct psi_cell field[PSI_SHARE_FIELDS_MAX], const char *name)
{
	for (size_t i = 0; psi_share_field_at(i) != NULL; i++)
		if (strcmp(psi_share_field_at(i), name) == 0)
			printf("%.*s", (int)field[i].len, field[i].text);
}

/* Which account is which of the partner's, and who looks after both. */
static void
show_pairs(struct company *company)
{
	struct psi_share_list list = PSI_SHARE_LIST_INIT;
	struct psi_memory *export = new_memory(company->export);
	struct psi_pair_list *pairs = NULL;
	struct psi_pair_summary summary;
	struct psi_pair_row row;
	struct psi_source source;
	struct psi_error err;
	int more = 0;

	psi_memory_source(export, &source);
	list.accounts = &source;
	must(psi_pair_list_new(&pairs, company->session, &list, &err), &err,
	    "pairing");
	psi_pair_list_summary(pairs, &summary);
	printf("%s: %llu pairs\n", company->name,
	    (unsigned long long)summary.pairs);
	for (;;) {
		must(psi_pair_list_next(pairs, &row, &more, &err), &err,
		    "listing the pairs");
		if (!more)
			break;
		printf("%.*s (%s), ", (int)row.our_account.len,
		    row.our_account.text, row.our_population);
		print_field(row.ours, "owner");
		printf(" is ");
		print_field(row.theirs, "name");
		printf(" (%s), ", row.their_population);
		print_field(row.theirs, "owner");
		printf("\n");
	}
	if (summary.pairs != 2) {
		fprintf(stderr, "there should have been two pairs\n");
		exit(1);
	}
	psi_pair_list_free(pairs);
	psi_memory_free(export);
}

static void
end(struct company *company)
{
	psi_session_free(company->session);
	psi_agreement_free(company->agreement);
	psi_identity_free(company->identity);
	psi_memory_store_free(company->session_store);
	psi_memory_store_free(company->ledger_store);
	psi_memory_free(company->blinded);
	psi_memory_free(company->answer);
	psi_memory_free(company->shared[0]);
	psi_memory_free(company->shared[1]);
}

int
main(void)
{
	struct psi_normalizer_config config = PSI_NORMALIZER_CONFIG_INIT;
	struct psi_normalizer *normalizer = NULL;
	struct psi_error err;

	config.suffixes = (const uint8_t *)suffixes;
	config.suffixes_len = sizeof suffixes - 1;
	must(psi_normalizer_new(&normalizer, &config, &err), &err,
	    "loading the tables");
	begin(&acme);
	begin(&globex);
	agree(normalizer);
	blind(&acme, normalizer);
	blind(&globex, normalizer);
	exchange(&acme, globex.blinded);
	exchange(&globex, acme.blinded);
	/* By the agreement a, who is Acme, answers first. */
	copy_answer(&acme);
	reveal(&globex, acme.answer);
	copy_answer(&globex);
	reveal(&acme, globex.answer);
	for (unsigned int revision = 1; revision <= 2; revision++) {
		share(&acme, revision);
		share(&globex, revision);
		join(&acme, globex.shared[revision - 1]);
		join(&globex, acme.shared[revision - 1]);
	}
	show_pairs(&acme);
	show_pairs(&globex);
	end(&acme);
	end(&globex);
	psi_normalizer_free(normalizer);
	return fflush(stdout) == 0 ? 0 : 1;
}
