using AppServices.Mql.Queries;
using AppServices.Mql.Updates;
using Xunit;

namespace AppServices.Tests.Mql.Updates;

/// <summary>Whole documents in place of others.</summary>
public sealed class ReplacementTests
{
    [Theory]
    [InlineData("{a: 2}", "{_id: 1, a: 1, b: 1}", "{_id: 1, a: 2}")]
    [InlineData("{a: 2, _id: 1}", "{_id: 1}", "{_id: 1, a: 2}")]
    [InlineData("{_id: 1.0, a: 2}", "{_id: 1}", "{_id: 1, a: 2}")]
    [InlineData("{}", "{_id: 1, a: 1}", "{_id: 1}")]
    [InlineData("{a: 1}", "{_id: 1, a: 1}", "{_id: 1, a: 1}")]
    [InlineData("{a: NumberLong(1)}", "{_id: 1, a: 1}", "{_id: 1, a: NumberLong(1)}")]
    [InlineData("{b: 1, a: 1}", "{_id: 1, a: 1, b: 1}", "{_id: 1, b: 1, a: 1}")]
    [InlineData("{'a.b': 1, c: {$d: 1}}", "{_id: 1}", "{_id: 1, 'a.b': 1, c: {$d: 1}}")]
    public void A_document_without_operators_replaces_all_but_the_id(string update, string before, string after) => UpdateCase.Check(update, before, after);

    [Theory]
    [InlineData("{_id: 2, a: 1}", "{_id: 1}", 66, "After applying the update, the (immutable) field '_id' was found to have been altered to _id: 2")]
    [InlineData("{a: 1, $b: 1}", "{_id: 1}", 52, "The dollar ($) prefixed field '$b' in '$b' is not allowed for storage.")]
    public void A_replacement_has_the_same_id_and_no_dollars(string update, string before, int code, string message) =>
        UpdateCase.CheckError(update, before, code, message);

    [Theory]
    [InlineData("{$set: {a: 1}}")]
    [InlineData("{a: 1, $inc: {b: 1}}")]
    public void Operators_are_no_replacement(string replacement) => UpdateCase.CheckError(
        () => UpdateParser.ParseReplacement(Shell.Document(replacement)), 2, "the replace operation document must not contain atomic operators");

    [Fact]
    public void A_replacement_replaces() => Assert.Equal(
        Shell.Document("{_id: 1, b: 2}"),
        UpdateParser.ParseReplacement(Shell.Document("{b: 2}")).Apply(Shell.Document("{_id: 1, a: 1}"), AndPredicate.Everything, UpdateCase.Now));
}
