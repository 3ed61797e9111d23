"""Files as they come: separators, marks, quotes, damage."""

import polars as pl
import pytest

from training.errors import TrainingError
from training.reading import ROW, open_table


def test_a_parquet_file_is_known_by_its_bytes_not_its_name(tmp_path):
    path = tmp_path / "orders.csv"
    pl.DataFrame({"a": [1]}).write_parquet(path)

    assert not open_table("orders", path).is_text


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_heading_tells_the_separator(files, separator):
    source = open_table("orders", files(orders=separator.join("abc") + "\n" + separator.join("123"))["orders"])

    assert source.read("abc", lines=False).row(0) == (2, "1", "2", "3")


def test_a_byte_order_mark_and_spaces_are_no_part_of_a_name(files):
    source = open_table("orders", files(orders=b"\xef\xbb\xbfa , b\r\n1,2\r\n")["orders"])

    assert source.columns == ("a", "b")


def test_rows_are_numbered_as_a_spreadsheet_does(files):
    text = files(orders='a,b\n1,"two\nlines"\n\n3,4\n')["orders"]
    frame = files(usage=pl.DataFrame({"a": [1, None, 3]}))["usage"]

    assert open_table("orders", text).read("ab", lines=False)[ROW].to_list() == [2, 4]
    assert open_table("usage", frame).read("a", lines=False)[ROW].to_list() == [1, 3]


def test_texts_are_left_as_they_stand(files):
    source = open_table("orders", files(orders="a\n00123\n1e5\n")["orders"])

    assert source.read("a", lines=False)["a"].to_list() == ["00123", "1e5"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "orders.csv is empty; its first line must name the columns."),
        (b" \n\n", "orders.csv is empty; its first line must name the columns."),
        (b"PK\x03\x04rest", "orders.csv is a workbook or an archive; save it as CSV (UTF-8) or Parquet."),
        (b"\x1f\x8brest", "orders.csv is compressed; save it as CSV (UTF-8) or Parquet."),
        ("a,b\n苏州,2\n".encode("utf-16"), "orders.csv is not UTF-8; save it as CSV (UTF-8) or Parquet."),
        ("a,b\n苏州,2\n".encode("gbk"), "orders.csv is not UTF-8; save it as CSV (UTF-8) or Parquet."),
        (b"a,b\r1,2\r", "orders.csv ends its lines with CR alone; save it with LF or CRLF."),
        (b"\x00\x01a,b\n1,2\n", "orders.csv is no text; save it as CSV (UTF-8) or Parquet."),
        (b"PAR1rest of nothing at all", "orders.csv is a damaged Parquet file; write it again."),
        (
            b'a,b\n1,2\n"x\ny",2\n1,2,3\n',
            "orders.csv: row 4 has more fields than the heading; put values that hold the separator in double quotes.",
        ),
        (
            b'a,b\n1,"secret\n1,2\n',
            'orders.csv cannot be read as CSV; look for a double quote (") that is opened and never closed.',
        ),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence_without_values(files, content, sentence):
    with pytest.raises(TrainingError) as error:
        open_table("orders", files(orders=content)["orders"]).read("ab", lines=True)

    assert str(error.value) == sentence


def test_a_parquet_file_that_was_cut_off_is_damaged(files):
    path = files(orders=pl.DataFrame({"a": range(1000)}))["orders"]
    path.write_bytes(path.read_bytes()[:-20])

    with pytest.raises(TrainingError, match="is a damaged Parquet file"):
        open_table("orders", path)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(TrainingError, match=r"none\.csv: cannot be read \(No such file or directory\)"):
        open_table("orders", tmp_path / "none.csv")
    with pytest.raises(TrainingError, match="cannot be read"):
        open_table("orders", tmp_path)
