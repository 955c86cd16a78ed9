"""Files of leads: delimiters and encodings of all kinds, bounded, mended or refused; learned from one and scored to another."""

import gzip
import json

import pytest

from tests.rooms.closed_leads import leads
from tracker import crm, fittable, leadfile


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_files_of_all_kinds(tmp_path, mark, encoding):
    """Delimiters, encodings, gzip, quotes with delimiters in them, short rows."""
    text = f'größe{mark}"a, b;c"{mark}\r\n1{mark}"x{mark}y"{mark}z\r\n2{mark}k\r\n'
    plain, packed = tmp_path / "leads.csv", tmp_path / "leads.csv.gz"
    plain.write_bytes(text.encode(encoding))
    packed.write_bytes(gzip.compress(text.encode(encoding)))
    for file in (plain, packed):
        assert leadfile.read(file).columns == {"größe": ["1", "2"], "a, b;c": [f"x{mark}y", "k"], "column 3": ["z", ""]}


def test_a_large_file_is_sampled_evenly(tmp_path):
    """Bounded, in the order of the file, and said."""
    file = tmp_path / "leads.csv"
    file.write_text("n\n" + "\n".join(map(str, range(20_000))))
    found = leadfile.read(file, most=1000)
    values = [int(cell) for cell in found.columns["n"]]
    assert found.rows == 1000 and values == sorted(values) and 9000 < sum(values) / 1000 < 11_000 and "even sample" in found.notes[0]


@pytest.mark.parametrize("held, says", [(b"", "no header"), (b"\x1f\x8b\x08\x00broken", "gzip"), (b"a,b\n\"" + b"x" * 200_000 + b"\",1\n", "line")])
def test_a_broken_file_is_named(tmp_path, held, says):
    """With what to do."""
    file = tmp_path / "leads.csv"
    file.write_bytes(held)
    with pytest.raises(ValueError, match=says):
        leadfile.read(file)


def test_from_file_to_file(tmp_path):
    """Learn, save, load, score: rows keep their columns and order; what the file lacks is named."""
    columns = leads(400)
    file, model, out = tmp_path / "leads.csv.gz", tmp_path / "model.json", tmp_path / "scored.csv"
    leadfile.write(file, list(columns), zip(*columns.values()))
    table = crm.learn_file(file, "won", id_column="lead_id")
    fittable.save(table, model)
    assert fittable.load(model) == table and json.loads(model.read_text()) == json.loads(json.dumps(crm.report_of(table)))
    told = crm.score_file(fittable.load(model), file, out)
    scored = leadfile.read(out)
    assert told["rows"] == scored.rows == 400 and told["absent"] == [] and list(scored.columns) == [*columns, "probability", "points", "because"]
    assert scored.columns["lead_id"] == columns["lead_id"]
    leadfile.write(file, ["size"], iter([["250+"], ["never seen"]]))
    assert crm.score_file(table, file, out)["absent"] == sorted({trait.scale.column for trait in table.traits} - {"size"})
    with pytest.raises(ValueError, match="the file that is read"):
        crm.score_file(table, file, file)
