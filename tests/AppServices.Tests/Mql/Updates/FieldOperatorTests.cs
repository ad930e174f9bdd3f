using Xunit;

namespace AppServices.Tests.Mql.Updates;

/// <summary>The operators of fields: what a field becomes, and what is refused.</summary>
public sealed class FieldOperatorTests
{
    [Theory]
    [InlineData("{$set: {a: 1}}", "{_id: 1}", "{_id: 1, a: 1}")]
    [InlineData("{$set: {a: 2}}", "{_id: 1, a: 1, b: 1}", "{_id: 1, a: 2, b: 1}")]
    [InlineData("{$set: {a: 1}}", "{_id: 1, a: 1}", "{_id: 1, a: 1}")]
    [InlineData("{$set: {a: NumberLong(1)}}", "{a: 1}", "{a: NumberLong(1)}")]
    [InlineData("{$set: {a: {b: 1}}}", "{a: {c: 2}}", "{a: {b: 1}}")]
    [InlineData("{$set: {a: {c: 1, b: 1}}}", "{a: {b: 1, c: 1}}", "{a: {c: 1, b: 1}}")]
    [InlineData("{$set: {a: null, b: undefined, c: [], d: {}}}", "{}", "{a: null, b: undefined, c: [], d: {}}")]
    [InlineData("{$set: {_id: 1, a: 2}}", "{_id: 1}", "{_id: 1, a: 2}")]
    [InlineData("{$set: {}}", "{a: 1}", "{a: 1}")]
    [InlineData("{$set: {a: 1}, $unset: {}}", "{a: 1}", "{a: 1}")]
    [InlineData("{$setOnInsert: {a: 1}}", "{b: 1}", "{b: 1}")]
    [InlineData("{$setOnInsert: {'a.b': 1}}", "{a: 5}", "{a: 5}")]
    [InlineData("{$set: {'a.$b': 1}}", "{a: {}}", "{a: {$b: 1}}")]
    [InlineData("{$set: {a: {$b: 1, 'c.d': 2}}}", "{}", "{a: {$b: 1, 'c.d': 2}}")]
    public void Set_gives_a_field_a_value(string update, string before, string after) => UpdateCase.Check(update, before, after);

    [Theory]
    [InlineData("{$set: {b: 1, a: 2, c: 3}}", "{_id: 1}", "{_id: 1, a: 2, b: 1, c: 3}")]
    [InlineData("{$set: {c: 1, a: 1}}", "{c: 0, b: 0}", "{c: 1, b: 0, a: 1}")]
    [InlineData("{$set: {'10': 1, '9': 1, a: 1, B: 1}}", "{}", "{'9': 1, '10': 1, B: 1, a: 1}")]
    [InlineData("{$set: {'2': 1, '1a': 1, '10': 1, '-': 1}}", "{}", "{'-': 1, '2': 1, '10': 1, '1a': 1}")]
    [InlineData("{$inc: {z: 1}, $set: {y: 1}, $push: {x: 1}}", "{}", "{x: [1], y: 1, z: 1}")]
    [InlineData("{$set: {'b.d': 1, 'b.c': 1, a: 1}}", "{}", "{a: 1, b: {c: 1, d: 1}}")]
    public void New_fields_come_in_the_order_of_their_names(string update, string before, string after) => UpdateCase.Check(update, before, after);

    [Theory]
    [InlineData("{$unset: {a: ''}}", "{a: 1, b: 1}", "{b: 1}")]
    [InlineData("{$unset: {a: 1}}", "{b: 1}", "{b: 1}")]
    [InlineData("{$unset: {'a.b': 1}}", "{a: {b: 1}}", "{a: {}}")]
    [InlineData("{$unset: {'a.b': 1}}", "{a: 5}", "{a: 5}")]
    [InlineData("{$unset: {'a.b.c': 1}}", "{}", "{}")]
    [InlineData("{$unset: {'a.1': 1}}", "{a: [1, 2, 3]}", "{a: [1, null, 3]}")]
    [InlineData("{$unset: {'a.1': 1}}", "{a: [1, null]}", "{a: [1, null]}")]
    [InlineData("{$unset: {'a.5': 1}}", "{a: [1]}", "{a: [1]}")]
    [InlineData("{$unset: {'a.b': 1}}", "{a: [{b: 1}]}", "{a: [{b: 1}]}")]
    [InlineData("{$unset: {'a.0.b': 1}}", "{a: [{b: 1, c: 1}]}", "{a: [{c: 1}]}")]
    [InlineData("{$unset: {$a: 1}}", "{$a: 1, b: 1}", "{b: 1}")]
    public void Unset_takes_a_field_away(string update, string before, string after) => UpdateCase.Check(update, before, after);

    [Theory]
    [InlineData("{$inc: {a: 2}}", "{a: 1}", "{a: 3}")]
    [InlineData("{$inc: {a: -2}}", "{}", "{a: -2}")]
    [InlineData("{$inc: {'a.b': NumberLong(2)}}", "{}", "{a: {b: NumberLong(2)}}")]
    [InlineData("{$inc: {a: 0}}", "{a: 1}", "{a: 1}")]
    [InlineData("{$inc: {a: 0.0}}", "{a: 1}", "{a: 1.0}")]
    [InlineData("{$inc: {a: NumberLong(0)}}", "{a: 1}", "{a: NumberLong(1)}")]
    [InlineData("{$inc: {a: 1}}", "{a: 2147483647}", "{a: NumberLong('2147483648')}")]
    [InlineData("{$inc: {a: 0.5}}", "{a: 1}", "{a: 1.5}")]
    [InlineData("{$inc: {a: NumberDecimal('0.10')}}", "{a: 1}", "{a: NumberDecimal('1.10')}")]
    [InlineData("{$inc: {'a.1': 5}}", "{a: [1, 2]}", "{a: [1, 7]}")]
    [InlineData("{$mul: {a: 3}}", "{a: 2}", "{a: 6}")]
    [InlineData("{$mul: {a: 3}}", "{}", "{a: 0}")]
    [InlineData("{$mul: {a: NumberLong(3)}}", "{}", "{a: NumberLong(0)}")]
    [InlineData("{$mul: {a: 2.5}}", "{}", "{a: 0.0}")]
    [InlineData("{$mul: {a: NumberDecimal('2.5')}}", "{}", "{a: NumberDecimal('0.0')}")]
    [InlineData("{$mul: {a: 1}}", "{a: 7}", "{a: 7}")]
    [InlineData("{$mul: {a: 65536}}", "{a: 65536}", "{a: NumberLong('4294967296')}")]
    [InlineData("{$mul: {a: NumberDecimal('1.10')}}", "{a: 10}", "{a: NumberDecimal('11.00')}")]
    public void Arithmetic_widens_types(string update, string before, string after) => UpdateCase.Check(update, before, after);

    [Theory]
    [InlineData("{$inc: {a: 1}}", "{_id: 1, a: 'x'}", 14, "Cannot apply $inc to a value of non-numeric type. {_id: 1} has the field 'a' of non-numeric type string")]
    [InlineData("{$inc: {a: 1}}", "{_id: 'x', a: null}", 14, "Cannot apply $inc to a value of non-numeric type. {_id: \"x\"} has the field 'a' of non-numeric type null")]
    [InlineData("{$mul: {'a.0.b': 1}}", "{_id: 1, a: [{b: []}]}", 14, "Cannot apply $mul to a value of non-numeric type. {_id: 1} has the field 'b' of non-numeric type array")]
    [InlineData("{$inc: {a: 1}}", "{_id: 1, a: NumberLong('9223372036854775807')}", 2, "Failed to apply $inc operations to current value (NumberLong(\"9223372036854775807\")) for document {_id: 1}")]
    [InlineData("{$mul: {a: NumberLong('4611686018427387904')}}", "{_id: 1, a: 2}", 2, "Failed to apply $mul operations to current value (2) for document {_id: 1}")]
    public void Arithmetic_is_for_numbers(string update, string before, int code, string message) => UpdateCase.CheckError(update, before, code, message);

    [Theory]
    [InlineData("{$min: {a: 3}}", "{a: 5}", "{a: 3}")]
    [InlineData("{$min: {a: 5}}", "{a: 3}", "{a: 3}")]
    [InlineData("{$min: {a: 5.0}}", "{a: 5}", "{a: 5}")]
    [InlineData("{$min: {a: 3}}", "{}", "{a: 3}")]
    [InlineData("{$min: {a: null}}", "{a: 3}", "{a: null}")]
    [InlineData("{$min: {a: ISODate('2024-01-01')}}", "{a: ISODate('2024-06-01')}", "{a: ISODate('2024-01-01')}")]
    [InlineData("{$max: {a: 7}}", "{a: 5}", "{a: 7}")]
    [InlineData("{$max: {a: 7}}", "{a: 9}", "{a: 9}")]
    [InlineData("{$max: {a: 'x'}}", "{a: 9}", "{a: 'x'}")]
    [InlineData("{$max: {'a.b': 7}}", "{}", "{a: {b: 7}}")]
    [InlineData("{$max: {a: {b: 2}}}", "{a: {b: 1}}", "{a: {b: 2}}")]
    public void Min_and_max_keep_one_of_two(string update, string before, string after) => UpdateCase.Check(update, before, after);

    [Theory]
    [InlineData("{$currentDate: {a: true}}", "{}", "{a: ISODate('2024-02-29T12:00:00Z')}")]
    [InlineData("{$currentDate: {a: false}}", "{a: 1}", "{a: ISODate('2024-02-29T12:00:00Z')}")]
    [InlineData("{$currentDate: {'a.b': {$type: 'date'}}}", "{}", "{a: {b: ISODate('2024-02-29T12:00:00Z')}}")]
    [InlineData("{$currentDate: {a: {$type: 'timestamp'}}}", "{}", "{a: Timestamp(1709208000, 1)}")]
    public void Current_date_gives_the_time(string update, string before, string after) => UpdateCase.Check(update, before, after);

    [Theory]
    [InlineData("{$bit: {a: {and: 10}}}", "{a: 13}", "{a: 8}")]
    [InlineData("{$bit: {a: {or: 5}}}", "{a: 3}", "{a: 7}")]
    [InlineData("{$bit: {a: {xor: NumberLong(5)}}}", "{a: 3}", "{a: NumberLong(6)}")]
    [InlineData("{$bit: {a: {and: 3, or: 4}}}", "{a: 9}", "{a: 5}")]
    [InlineData("{$bit: {a: {or: 5}}}", "{}", "{a: 5}")]
    [InlineData("{$bit: {a: {or: 1}}}", "{a: 3}", "{a: 3}")]
    [InlineData("{$bit: {a: {and: 5}}}", "{a: NumberLong(-1)}", "{a: NumberLong(5)}")]
    public void Bit_combines_integers(string update, string before, string after) => UpdateCase.Check(update, before, after);

    [Fact]
    public void Bit_is_for_integers() => UpdateCase.CheckError("{$bit: {a: {or: 1}}}", "{_id: 1, a: 1.0}", 2,
        "Cannot apply $bit to a value of non-integral type. {_id: 1} has the field a of non-integer type double");

    [Theory]
    [InlineData("{$rename: {a: 'b'}}", "{_id: 1, a: 1, c: 1}", "{_id: 1, c: 1, b: 1}")]
    [InlineData("{$rename: {a: 'b'}}", "{a: 1, b: 2, c: 3}", "{b: 1, c: 3}")]
    [InlineData("{$rename: {a: 'b'}}", "{b: 2}", "{b: 2}")]
    [InlineData("{$rename: {a: 'b'}}", "{a: 1, b: 1}", "{b: 1}")]
    [InlineData("{$rename: {'a.b': 'c.d'}}", "{a: {b: 1, x: 1}}", "{a: {x: 1}, c: {d: 1}}")]
    [InlineData("{$rename: {'a.b': 'a.c'}}", "{a: {b: 1}}", "{a: {c: 1}}")]
    [InlineData("{$rename: {'a.b': 'c'}}", "{a: 5}", "{a: 5}")]
    [InlineData("{$rename: {'a.b': 'c'}}", "{a: [{b: 1}]}", "{a: [{b: 1}]}")]
    [InlineData("{$rename: {a: 'b.c'}}", "{b: 5}", "{b: 5}")]
    [InlineData("{$rename: {a: 'b', c: 'd'}, $set: {e: 1}}", "{a: 1, c: 2}", "{b: 1, d: 2, e: 1}")]
    [InlineData("{$rename: {a: 'b'}}", "{a: null}", "{b: null}")]
    [InlineData("{$rename: {a: 'b'}}", "{a: [1], b: [2]}", "{b: [1]}")]
    public void Rename_moves_a_value(string update, string before, string after) => UpdateCase.Check(update, before, after);

    [Theory]
    [InlineData("{$rename: {'a.0': 'b'}}", "{_id: 1, a: [1]}", 2, "The source field cannot be an array element, 'a.0' in doc with {_id: 1} has an array field called 'a'")]
    [InlineData("{$rename: {'a.0.b': 'c'}}", "{_id: 1, a: [{b: 1}]}", 2, "The source field cannot be an array element, 'a.0.b' in doc with {_id: 1} has an array field called 'a'")]
    [InlineData("{$rename: {b: 'a.0'}}", "{_id: 1, a: [1], b: 1}", 2, "The destination field cannot be an array element, 'a.0' in doc with {_id: 1} has an array field called 'a'")]
    [InlineData("{$rename: {b: 'a.c'}}", "{_id: 1, a: [1], b: 1}", 2, "The destination field cannot be an array element, 'a.c' in doc with {_id: 1} has an array field called 'a'")]
    [InlineData("{$rename: {b: 'a.c'}}", "{a: 5, b: 1}", 28, "Cannot create field 'c' in element {a: 5}")]
    public void Rename_does_not_cross_arrays(string update, string before, int code, string message) => UpdateCase.CheckError(update, before, code, message);
}
