# Names: text, tokens, tables and keys.
target_sources(psi_normal PRIVATE
	lexicon.c
	name.c
	text.c
	tokens.c)
