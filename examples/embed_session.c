/*
 * A whole session inside one program: two companies, everything in memory,
 * from exports to matches. What crosses the line between them are the four
 * buffers that are handed from one to the other: both blinded lists, the answer
 * of the side that answers first, and then that of the other.
 */
#include "embed_memory.h"

#define TODAY 20500

/* Enough of a public suffix list for the names below. */
static const char suffixes[] = "com\nde\nuk\nco.uk\n";

struct company {
	const char *name;
	const char *export;
	struct psi_identity *identity;
	struct psi_agreement *agreement;
	struct store ledger_store;
	struct store session_store;
	struct psi_store ledger;
	struct psi_store store;
	struct psi_session *session;
	struct bytes blinded;
	struct bytes answer;
	struct bytes matches;
};

static struct company acme = {
	.name = "Acme",
	.export = "Account ID,Account Name,Website,Type\n"
		  "A-1,\"Northwind Traders, Inc.\",www.northwind.com,Customer\n"
		  "A-2,M\xc3\xbcller GmbH,https://mueller.de/kontakt,Customer\n"
		  "A-3,Only Acme Knows Ltd,only-acme.co.uk,Prospect\n",
};
static struct company globex = {
	.name = "Globex",
	.export = "Record ID;Company name;Company Domain Name;Lifecycle Stage\n"
		  "77;NORTHWIND TRADERS;northwind.com;Customer\n"
		  "78;Globex Alone Inc;globex-alone.com;Lead\n"
		  "79;Mueller;MUELLER.DE;Lead\n",
};

static void
begin(struct company *company)
{
	struct psi_error err;

	company->ledger = store_for_psi(&company->ledger_store);
	company->store = store_for_psi(&company->session_store);
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
	};
	struct psi_agreement *draft = NULL;
	struct bytes text = { 0 };
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
	sink = bytes_sink(&text);
	must(psi_agreement_write(draft, &sink, &err), &err, "writing");
	source = bytes_source(&text);
	must(psi_agreement_read(&acme.agreement, &source, &err), &err,
	    "reading the agreement");
	source = bytes_source(&text);
	must(psi_agreement_read(&globex.agreement, &source, &err), &err,
	    "reading the agreement");
	must(psi_agreement_check(acme.agreement, TODAY, &err), &err,
	    "checking the agreement");
	psi_agreement_free(draft);
	bytes_free(&text);
}

/* From the export to the blinded file. */
static void
blind(struct company *company, const struct psi_normalizer *normalizer)
{
	struct psi_normalize_options normalize = PSI_NORMALIZE_OPTIONS_INIT;
	struct psi_session_options options = PSI_SESSION_OPTIONS_INIT;
	struct bytes export = { 0 };
	struct bytes keys = { 0 };
	struct psi_source source;
	struct psi_sink sink;
	struct psi_error err;

	sink = bytes_sink(&export);
	must(sink.write(sink.cookie, (const uint8_t *)company->export,
		 strlen(company->export), &err),
	    &err, "copying");
	normalize.source_date = "2026-02-01";
	source = bytes_source(&export);
	sink = bytes_sink(&keys);
	must(psi_normalize(
		 normalizer, &source, &sink, &normalize, NULL, NULL, &err),
	    &err, "normalising");
	options.today = TODAY;
	options.jobs = 2;
	must(psi_session_open(&company->session, &company->store,
		 &company->ledger, company->agreement, company->identity,
		 &options, &err),
	    &err, "opening the session");
	source = bytes_source(&keys);
	must(psi_session_blind(company->session, &source, NULL, &err), &err,
	    "blinding");
	sink = bytes_sink(&company->blinded);
	must(psi_session_copy(
		 company->session, PSI_SESSION_FILE_BLINDED, &sink, &err),
	    &err, "copying the blinded file");
	bytes_free(&keys);
	bytes_free(&export);
}

/* Take the partner's blinded file: the side that answers first has an answer
 * after this. */
static void
exchange(struct company *company, struct bytes *from_partner)
{
	struct psi_source source = bytes_source(from_partner);
	struct psi_error err;

	must(psi_session_exchange(company->session, &source, &err), &err,
	    "taking the partner's file");
}

static void
copy_answer(struct company *company)
{
	struct psi_sink sink = bytes_sink(&company->answer);
	struct psi_error err;

	must(psi_session_copy(
		 company->session, PSI_SESSION_FILE_ANSWER, &sink, &err),
	    &err, "copying the answer");
}

/* Check the partner's answer, and show the matches. */
static void
reveal(struct company *company, struct bytes *from_partner)
{
	struct psi_session_status status = PSI_SESSION_STATUS_INIT;
	struct psi_source source = bytes_source(from_partner);
	struct psi_sink sink = bytes_sink(&company->matches);
	struct psi_error err;

	must(psi_session_reveal(company->session, &source, &err), &err,
	    "revealing");
	must(psi_session_matches(company->session, &sink, NULL, &err), &err,
	    "listing the matches");
	must(psi_session_status(company->session, &status, &err), &err,
	    "asking for the numbers");
	printf("%s: %llu keys matched, on %llu accounts\n", company->name,
	    (unsigned long long)status.matches,
	    (unsigned long long)status.matched_accounts);
	(void)fwrite(company->matches.data, 1, company->matches.len, stdout);
	if (status.matched_accounts != 2) {
		fprintf(stderr, "two accounts should have matched\n");
		exit(1);
	}
}

static void
end(struct company *company)
{
	psi_session_free(company->session);
	psi_agreement_free(company->agreement);
	psi_identity_free(company->identity);
	store_free(&company->session_store);
	store_free(&company->ledger_store);
	bytes_free(&company->blinded);
	bytes_free(&company->answer);
	bytes_free(&company->matches);
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
	exchange(&acme, &globex.blinded);
	exchange(&globex, &acme.blinded);
	/* By the agreement a, who is Acme, answers first. */
	copy_answer(&acme);
	reveal(&globex, &acme.answer);
	copy_answer(&globex);
	reveal(&acme, &globex.answer);
	end(&acme);
	end(&globex);
	psi_normalizer_free(normalizer);
	return fflush(stdout) == 0 ? 0 : 1;
}
