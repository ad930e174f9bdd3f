using Xunit;

namespace AppServices.Tests.Mql.Updates;

/// <summary>What no document is needed for to see that it is no update.</summary>
public sealed class ParseErrorTests
{
    [Theory]
    [InlineData("{$who: {a: 1}}", 9, "Unknown modifier: $who. Expected a valid update modifier or pipeline-style update specified as an array")]
    [InlineData("{$who: {}}", 9, "Unknown modifier: $who. Expected a valid update modifier or pipeline-style update specified as an array")]
    [InlineData("{$set: {a: 1}, b: 1}", 9, "Unknown modifier: b. Expected a valid update modifier or pipeline-style update specified as an array")]
    [InlineData("{$set: 'x'}", 9, "Modifiers operate on fields but we found type string instead. For example: {$mod: {<field>: ...}} not { \"$set\" : \"x\" }")]
    [InlineData("[{$inc: {a: 1}}]", 72, "$inc is not allowed to be used within an update")]
    [InlineData("5", 9, "Update argument must be either an object or an array")]
    public void An_update_is_made_of_operators_on_fields(string update, int code, string message) => UpdateCase.CheckParseError(update, code, message);

    [Theory]
    [InlineData("{$set: {'': 1}}", 56, "The update path '' contains an empty field name, which is not allowed.")]
    [InlineData("{$set: {'a..b': 1}}", 56, "The update path 'a..b' contains an empty field name, which is not allowed.")]
    [InlineData("{$set: {'a.': 1}}", 56, "The update path 'a.' contains an empty field name, which is not allowed.")]
    [InlineData("{$set: {'$.a': 1}}", 2, "Cannot have positional (i.e. '$') element in the first position in path '$.a'")]
    [InlineData("{$set: {'a.$.b.$': 1}}", 2, "Too many positional (i.e. '$') elements found in path 'a.$.b.$'")]
    [InlineData("{$set: {'$[].a': 1}}", 2, "Cannot have array filter identifier (i.e. '$[<id>]') element in the first position in path '$[].a'")]
    public void A_path_has_names(string update, int code, string message) => UpdateCase.CheckParseError(update, code, message);

    [Theory]
    [InlineData("{$set: {a: 1}, $inc: {a: 1}}", "a", "a")]
    [InlineData("{$set: {a: 1, 'a.b': 1}}", "a.b", "a")]
    [InlineData("{$set: {'a.b': 1, a: 1}}", "a", "a")]
    [InlineData("{$set: {'a.b.c': 1}, $unset: {'a.b': 1}}", "a.b", "a.b")]
    [InlineData("{$set: {'a.b': 1}, $unset: {'a.b.c.d': 1}}", "a.b.c.d", "a.b")]
    [InlineData("{$set: {'a.$': 1}, $inc: {'a.$': 1}}", "a.$", "a.$")]
    [InlineData("{$set: {'a.$[]': 1, 'a.0': 1}}", "a.0", "a")]
    [InlineData("{$set: {'a.b': 1, 'a.$[].c': 1}}", "a.$[].c", "a")]
    [InlineData("{$rename: {a: 'b'}, $set: {a: 1}}", "a", "a")]
    [InlineData("{$rename: {a: 'b'}, $set: {b: 1}}", "b", "b")]
    [InlineData("{$rename: {a: 'b', b: 'c'}}", "b", "b")]
    [InlineData("{$set: {'b.c': 1}, $rename: {a: 'b'}}", "b", "b")]
    public void Paths_may_not_meet(string update, string path, string place) =>
        UpdateCase.CheckParseError(update, 40, $"Updating the path '{path}' would create a conflict at '{place}'");

    [Theory]
    [InlineData("{$inc: {a: 'x'}}", 14, "Cannot increment with non-numeric argument: {a: \"x\"}")]
    [InlineData("{$mul: {a: null}}", 14, "Cannot multiply with non-numeric argument: {a: null}")]
    [InlineData("{$currentDate: {a: 1}}", 2, "int is not valid type for $currentDate. Please use a boolean ('true') or a $type expression ({$type: 'timestamp/date'}).")]
    [InlineData("{$currentDate: {a: {$type: 'x'}}}", 2, "The '$type' string field is required to be 'date' or 'timestamp': {$currentDate: {field : {$type: 'date'}}}")]
    [InlineData("{$currentDate: {a: {}}}", 2, "The '$type' string field is required to be 'date' or 'timestamp': {$currentDate: {field : {$type: 'date'}}}")]
    [InlineData("{$currentDate: {a: {kind: 'date'}}}", 2, "Unrecognized $currentDate option: kind")]
    [InlineData("{$bit: {a: 1}}", 2, "The $bit modifier is not compatible with a int. You must pass in an embedded document: {$bit: {field: {and/or/xor: #}}}")]
    [InlineData("{$bit: {a: {}}}", 2, "You must pass in at least one bitwise operation. The format is: {$bit: {field: {and/or/xor: #}}}")]
    [InlineData("{$bit: {a: {not: 1}}}", 2, "The $bit modifier only supports 'and', 'or', and 'xor', not 'not' which is an unknown operator: { \"not\" : 1 }")]
    [InlineData("{$bit: {a: {or: 1.5}}}", 2, "The $bit modifier field must be an Integer(32/64 bit); a 'double' is not supported here: { \"or\" : 1.5 }")]
    [InlineData("{$rename: {a: 1}}", 2, "The 'to' field for $rename must be a string: a: 1")]
    [InlineData("{$rename: {a: 'a'}}", 2, "The source and target field for $rename must differ: a: \"a\"")]
    [InlineData("{$rename: {a: 'a.b'}}", 2, "The source and target field for $rename must not be on the same path: a: \"a.b\"")]
    [InlineData("{$rename: {'a.b': 'a'}}", 2, "The source and target field for $rename must not be on the same path: a.b: \"a\"")]
    [InlineData("{$rename: {'a.$': 'b'}}", 2, "The source field for $rename may not be dynamic: a.$")]
    [InlineData("{$rename: {a: 'b.$[]'}}", 2, "The destination field for $rename may not be dynamic: b.$[]")]
    [InlineData("{$rename: {a: 'b\\u0000'}}", 9867600, "The 'to' field for $rename cannot contain an embedded null byte")]
    public void Operators_of_fields_have_their_operands(string update, int code, string message) => UpdateCase.CheckParseError(update, code, message);

    [Theory]
    [InlineData("{$push: {a: {$each: 1}}}", 2, "The argument to $each in $push must be an array but it was of type: int")]
    [InlineData("{$push: {a: {$each: [], $who: 1}}}", 2, "Unrecognized clause in $push: $who")]
    [InlineData("{$push: {a: {$each: [], $position: 1.5}}}", 2, "The value for $position must be an integer value, not of type: double")]
    [InlineData("{$push: {a: {$each: [], $slice: 'x'}}}", 2, "The value for $slice must be an integer value but was given type: string")]
    [InlineData("{$push: {a: {$each: [], $sort: 2}}}", 2, "The $sort element value must be either 1 or -1")]
    [InlineData("{$push: {a: {$each: [], $sort: {b: 'x'}}}}", 2, "The $sort element value must be either 1 or -1")]
    [InlineData("{$push: {a: {$each: [], $sort: {}}}}", 2, "The $sort pattern is empty when it should be a set of fields.")]
    [InlineData("{$push: {a: {$each: [], $sort: 'x'}}}", 2, "The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1} to sort embedded fields")]
    [InlineData("{$push: {a: {$each: [], $sort: {'': 1}}}}", 2, "The $sort field cannot be empty")]
    [InlineData("{$push: {a: {$each: [], $sort: {'b..c': 1}}}}", 2, "The $sort field is a dotted field but has an empty part: b..c")]
    [InlineData("{$addToSet: {a: {$each: 'x'}}}", 14, "The argument to $each in $addToSet must be an array but it was of type string")]
    [InlineData("{$addToSet: {a: {$each: [], b: 1}}}", 2, "Found unexpected fields after $each in $addToSet: { \"$each\" : [], \"b\" : 1 }")]
    [InlineData("{$pop: {a: 'x'}}", 9, "Expected a number in: a: \"x\"")]
    [InlineData("{$pop: {a: 2}}", 9, "$pop expects 1 or -1, found: 2")]
    [InlineData("{$pop: {a: 0.5}}", 9, "$pop expects 1 or -1, found: 0.5")]
    [InlineData("{$pullAll: {a: 1}}", 2, "$pullAll requires an array argument but was given a int")]
    [InlineData("{$pull: {a: {$who: 1}}}", 2, "unknown operator: $who")]
    [InlineData("{$pull: {a: {$or: []}}}", 2, "$and/$or/$nor must be a nonempty array")]
    public void Operators_of_arrays_have_their_operands(string update, int code, string message) => UpdateCase.CheckParseError(update, code, message);
}
