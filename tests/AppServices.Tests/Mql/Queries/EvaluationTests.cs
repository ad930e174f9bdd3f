using Xunit;

namespace AppServices.Tests.Mql.Queries;

/// <summary><c>$regex</c>, <c>$mod</c> and the operators of bits.</summary>
public sealed class EvaluationTests
{
    [Theory]
    [InlineData("{a: /^ab/}", "[{a: 'abc'}, {a: ['x', 'ab']}, {a: /^ab/}, {a: {$symbol: 'abx'}}]", "[{a: 'cab'}, {a: 5}, {}, {a: /^ab/i}, {a: [['ab']]}]")]
    [InlineData("{a: {$$regex: 'AB', $$options: 'i'}}", "[{a: 'xaby'}]", "[{a: 'x'}]")]
    [InlineData("{a: {$$options: 'i', $$regex: 'AB'}}", "[{a: 'xaby'}]", "[{a: 'x'}]")]
    [InlineData("{a: {$$regex: /AB/, $$options: 'i'}}", "[{a: 'ab'}]", "[{a: 'x'}]")]
    [InlineData("{a: {$$regex: /AB/i}}", "[{a: 'ab'}]", "[{a: 'x'}]")]
    [InlineData("{a: {$$regex: '^b$', $$options: 'm'}}", "[{a: 'a\\nb\\nc'}]", "[{a: 'ab'}]")]
    [InlineData("{a: {$$regex: '^b$'}}", "[{a: 'b'}]", "[{a: 'a\\nb\\nc'}]")]
    [InlineData("{a: {$$regex: 'a.b', $$options: 's'}}", "[{a: 'a\\nb'}]", "[{a: 'ab'}]")]
    [InlineData("{a: {$$regex: 'a.b'}}", "[{a: 'axb'}]", "[{a: 'a\\nb'}]")]
    [InlineData("{a: {$$regex: 'a b # c', $$options: 'x'}}", "[{a: 'ab'}]", "[{a: 'a b'}]")]
    [InlineData("{a: {$$regex: 'x', $gt: 'b'}}", "[{a: 'cx'}]", "[{a: 'ax'}, {a: 'c'}]")]
    [InlineData("{a: {$eq: /x/}}", "[{a: /x/}]", "[{a: 'x'}]")]
    public void A_pattern_is_asked_of_texts(string query, string found, string others) => QueryCase.Check(query, found, others);

    [Theory]
    [InlineData("{a: {$$regex: 1}}", 2, "$regex has to be a string")]
    [InlineData("{a: {$$regex: 'x', $$options: 1}}", 2, "$options has to be a string")]
    [InlineData("{a: {$$options: 'i'}}", 2, "$options needs a $regex")]
    [InlineData("{a: {$$regex: /x/m, $$options: 'i'}}", 51074, "options set in both $regex and $options")]
    [InlineData("{a: {$$regex: 'x', $$options: 'q'}}", 51108, "invalid flag in regex options: q")]
    [InlineData("{a: {$$regex: 'a\\u0000'}}", 2, "Regular expression cannot contain an embedded null byte")]
    public void A_pattern_that_is_none_is_refused(string query, int code, string message) => QueryCase.CheckError(query, code, message);

    [Theory]
    [InlineData("{a: {$mod: [4, 1]}}", "[{a: 5}, {a: 1}, {a: NumberLong(9)}, {a: 5.9}, {a: NumberDecimal('5.9')}, {a: [2, 5]}]", "[{a: 4}, {a: '5'}, {}, {a: NaN}, {a: Infinity}, {a: -5}]")]
    [InlineData("{a: {$mod: [4, -1]}}", "[{a: -5}, {a: -5.5}]", "[{a: 5}]")]
    [InlineData("{a: {$mod: [4.9, 0.9]}}", "[{a: 8}]", "[{a: 5}]")]
    [InlineData("{a: {$mod: [NumberDecimal('2.5'), NumberLong(0)]}}", "[{a: 4}]", "[{a: 5}]")]
    [InlineData("{a: {$mod: [-1, 0]}}", "[{a: NumberLong('-9223372036854775808')}, {a: 7}]", "[]")]
    [InlineData("{a: {$mod: [2, 0]}}", "[{a: NumberDecimal('1E-6000')}]", "[{a: 1e300}, {a: NumberDecimal('1E+6000')}, {a: NumberDecimal('NaN')}]")]
    public void Mod_divides_what_fits_64_bits(string query, string found, string others) => QueryCase.Check(query, found, others);

    [Theory]
    [InlineData("{a: {$mod: 1}}", 2, "malformed mod, needs to be an array")]
    [InlineData("{a: {$mod: [1]}}", 2, "malformed mod, not enough elements")]
    [InlineData("{a: {$mod: [1, 2, 3]}}", 2, "malformed mod, too many elements")]
    [InlineData("{a: {$mod: [0, 2]}}", 2, "divisor cannot be 0")]
    [InlineData("{a: {$mod: ['x', 2]}}", 2, "the divisor of $mod must be a number that fits 64 bits")]
    [InlineData("{a: {$mod: [2, NumberDecimal('1E+30')]}}", 2, "the remainder of $mod must be a number that fits 64 bits")]
    public void A_mod_of_no_numbers_is_refused(string query, int code, string message) => QueryCase.CheckError(query, code, message);

    [Theory]
    [InlineData("{a: {$bitsAllSet: 5}}", "[{a: 5}, {a: 7}, {a: 13.0}, {a: NumberDecimal('5')}, {a: -1}, {a: [0, 5]}, {a: HexData(0, '05')}]", "[{a: 4}, {a: 5.5}, {a: '5'}, {}, {a: NaN}, {a: NumberDecimal('5.5')}, {a: 1e300}]")]
    [InlineData("{a: {$bitsAllSet: [0, 2]}}", "[{a: 5}]", "[{a: 1}]")]
    [InlineData("{a: {$bitsAllSet: HexData(0, '05')}}", "[{a: 5}]", "[{a: 1}]")]
    [InlineData("{a: {$bitsAnySet: [0, 2]}}", "[{a: 1}, {a: 4}]", "[{a: 2}, {a: HexData(0, '02')}]")]
    [InlineData("{a: {$bitsAllClear: [0, 2]}}", "[{a: 2}, {a: 0}, {a: HexData(0, '')}]", "[{a: 4}]")]
    [InlineData("{a: {$bitsAnyClear: [0, 2]}}", "[{a: 1}, {a: 4}, {a: HexData(0, '')}]", "[{a: 5}]")]
    [InlineData("{a: {$bitsAllSet: [200]}}", "[{a: -1}]", "[{a: 1}, {a: HexData(0, 'FF')}]")]
    [InlineData("{a: {$bitsAllSet: 0}}", "[{a: 1}, {a: 0}]", "[{a: 'x'}]")]
    [InlineData("{a: {$bitsAnySet: []}}", "[]", "[{a: 1}]")]
    public void Bits_are_asked_of_whole_numbers_and_binaries(string query, string found, string others) => QueryCase.Check(query, found, others);

    [Theory]
    [InlineData("{a: {$bitsAllSet: -1}}", 9, "$bitsAllSet needs a whole number of 64 bits that is not negative")]
    [InlineData("{a: {$bitsAllSet: 1.5}}", 9, "$bitsAllSet needs a whole number of 64 bits that is not negative")]
    [InlineData("{a: {$bitsAllSet: 'x'}}", 2, "$bitsAllSet takes an Array, a number, or a BinData")]
    [InlineData("{a: {$bitsAllSet: [-1]}}", 2, "bit position of $bitsAllSet may not be negative")]
    [InlineData("{a: {$bitsAllSet: ['x']}}", 2, "bit position of $bitsAllSet must be a whole number")]
    [InlineData("{a: {$bitsAllSet: [NumberLong('4294967296')]}}", 2, "bit position of $bitsAllSet must fit 32 bits")]
    public void Bits_of_nothing_are_refused(string query, int code, string message) => QueryCase.CheckError(query, code, message);
}
