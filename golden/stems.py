"""Reference stems of English words by snowballstemmer.

    pip install snowballstemmer==2.2.0 && python golden/stems.py        writes golden/stems.json

Words: roots times endings, which reach every rule, and words that are exceptions.
"""
import importlib.metadata
import json
import os

import snowballstemmer

roots = """connect relate hope hop control agree tie cry say enjoy happy nation operate condition decide triple revive adjust
effect formal gener commun arsen organ oppress traffic electric apply analog bless fall feel fizz fail gas gap kiwi this proceed succeed
inning sky news atlas bias andes dying lying tying ugly early only singly idly gently skis skies toy youth beauty way bead embed kick
luxuriat rapid kiss ties dog geologi""".split()
endings = """ s es ed ing ly ies ied 's ' 's' er ers est y ation ational ate ator alism ality ally fulness ously ousness iveness ivity bility
bly ogi fully lessly li tional alize icate iciti ical ful ness ative al ance ence ic able ible ant ement ment ent ism iti ous ive ize ion
eed eedly edly ingly lly""".split(" ")
endings = [ending.strip() for ending in " ".join(endings).split(" ")]
words = sorted({root + ending for root in roots for ending in ["", *endings]})
stem = snowballstemmer.stemmer("english").stemWord
out = os.path.join(os.path.dirname(__file__), "stems.json")
with open(out, "w") as file:
    json.dump(
        {
            "generator": "golden/stems.py",
            "libraries": {"snowballstemmer": importlib.metadata.version("snowballstemmer")},
            "english": [f"{word} {stem(word)}" for word in words],
        },
        file,
        indent=0,
    )
    file.write("\n")
