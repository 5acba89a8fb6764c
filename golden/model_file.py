"""Opens a model file of ours with the safetensors package, reads its tensors, and saves it again.

python golden/model_file.py            writes golden/model_file.json
The file "ours" was written by encodeModel of @likewise/core 0.1.0 and is kept as it is: it must stay readable.
"""
import base64
import importlib.metadata
import json
import pathlib
import tempfile

import safetensors
from safetensors.numpy import load, save

target = pathlib.Path(__file__).with_suffix(".json")
ours = json.loads(target.read_text())["ours"]
raw = base64.b64decode(ours)

tensors = load(raw)
with tempfile.NamedTemporaryFile() as file:
    file.write(raw)
    file.flush()
    with safetensors.safe_open(file.name, framework="numpy") as opened:
        metadata = opened.metadata()
assert json.loads(metadata["ids.items"]) == [7, "7", "007", "café 😀"], metadata["ids.items"]

target.write_text(
    json.dumps(
        {
            "generator": "golden/model_file.py",
            "libraries": {name: importlib.metadata.version(name) for name in ["safetensors", "numpy"]},
            "tensors": {name: values.tolist() for name, values in sorted(tensors.items())},
            "ours": ours,
            # Another order of tensors and metadata, the same content.
            "resaved": base64.b64encode(save(tensors, metadata=dict(sorted(metadata.items())))).decode(),
        },
        indent=1,
    )
    + "\n"
)
