using System.Linq;
using AppServices.Mql.Queries;
using CsCheck;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Mql.Queries;

/// <summary>Random queries find the same random documents as <see cref="ReferenceMatcher"/> does.</summary>
public sealed class RandomQueryTests
{
    private static readonly Gen<BsonValue> s_scalar = Gen.OneOf<BsonValue>(
        0, 1, 2, 1L, 1.0, 1.5, -3, new BsonDecimal128(Decimal128.Parse("2.0")), double.NaN, "", "a", "ab", true,
        BsonNull.Value, BsonUndefined.Value, BsonMinKey.Value, BsonMaxKey.Value, new BsonRegularExpression("^a"), new BsonDateTime(0));

    private static readonly Gen<BsonValue> s_value = BsonGen.Nested(s_scalar, 2);

    private static readonly Gen<BsonDocument> s_document = BsonGen.DocumentOf(BsonGen.Nested(s_scalar, 3));

    private static readonly Gen<BsonValue> s_operand = s_value.Where(value => value is not BsonUndefined);

    private static readonly Gen<BsonValue> s_unordered = s_operand.Where(value => value is not BsonRegularExpression);

    private static readonly Gen<string> s_path = Gen.OneOf("a", "b", "a.b", "b.a", "a.a", "a.0", "a.1", "a.0.b", "a.b.0", "a.0.0", "a.b.c", "a.0.0.a");

    private static readonly Gen<BsonElement> s_simple = Gen.OneOf(
        Named(Gen.OneOf("$ne", "$gt", "$gte", "$lt", "$lte"), s_unordered),
        Named(Gen.Const("$eq"), s_operand),
        Named(Gen.OneOf("$in", "$nin"), s_operand.Array[0, 3].Select(items => (BsonValue)new BsonArray(items))),
        Named(Gen.Const("$type"), Gen.OneOf(1, 2, 3, 4, 10, 16).Select(type => (BsonValue)type)),
        Named(Gen.Const("$size"), Gen.Int[0, 3].Select(size => (BsonValue)size)),
        Named(Gen.Const("$mod"), Gen.Select(Gen.OneOf(1, 2, -3), Gen.Int[-1, 2]).Select((divisor, rest) => (BsonValue)new BsonArray { divisor, rest })));

    private static readonly Gen<BsonDocument> s_ofValue = s_simple.Array[1, 2].Select(Distinct);

    [Fact]
    public void The_answer_is_that_of_the_reference() => Gen.Select(Query(2), s_document.Array[5]).Sample(
        (query, documents) =>
        {
            Predicate predicate = QueryParser.Parse(query, TestContext.Current.CancellationToken);
            foreach (BsonDocument document in documents)
                Assert.True(ReferenceMatcher.Matches(document, query) == predicate.Matches(document), Shell.Exact(document));
        },
        iter: 4_000, print: sample => Shell.Exact(sample.Item1));

    [Fact]
    public void A_document_is_found_by_the_equality_of_each_of_its_fields() => s_document.Sample(
        document =>
        {
            foreach (BsonElement field in document.Where(field => field.Value is not BsonUndefined))
                Assert.True(QueryParser.Parse(new BsonDocument(field.Name, new BsonDocument("$eq", field.Value)), TestContext.Current.CancellationToken).Matches(document));
        },
        iter: 2_000, print: Shell.Exact);

    private static Gen<BsonDocument> Query(int depth) => Gen.Select(s_path, Condition(depth)).Select((path, condition) => new BsonElement(path, condition)).Array[1, 2].Select(Distinct)
        is var fields && depth == 0
        ? fields
        : Gen.Frequency(
            (3, fields),
            (1, Gen.Select(Gen.OneOf("$and", "$or", "$nor"), Query(depth - 1).Array[1, 2]).Select((name, parts) => new BsonDocument(name, new BsonArray(parts)))));

    private static Gen<BsonValue> Condition(int depth)
    {
        Gen<BsonValue> operators = s_ofValue.Select(document => (BsonValue)document);
        Gen<BsonElement> not = Named(Gen.Const("$not"), operators);
        Gen<BsonElement> exists = Named(Gen.Const("$exists"), Gen.Bool.Select(asked => (BsonValue)asked));
        Gen<BsonElement> all = Named(Gen.Const("$all"), s_unordered.Array[0, 2].Select(items => (BsonValue)new BsonArray(items)));
        Gen<BsonElement> ofItem = Named(Gen.Const("$elemMatch"), Gen.OneOf(operators, not.Select(element => (BsonValue)new BsonDocument(element))));
        Gen<BsonElement> any = depth == 0
            ? Gen.OneOf(s_simple, not, exists, all, ofItem)
            : Gen.OneOf(s_simple, not, exists, all, ofItem, Named(Gen.Const("$elemMatch"), Query(depth - 1).Select(query => (BsonValue)query).Where(IsOfDocument)));
        return Gen.Frequency((1, s_operand), (3, any.Array[1, 2].Select(Distinct).Select(document => (BsonValue)document)));
    }

    // The reference takes all that begins with an operator for operators of a value.
    private static bool IsOfDocument(BsonValue query) => query.AsBsonDocument.GetElement(0).Name[0] != '$';

    private static Gen<BsonElement> Named(Gen<string> name, Gen<BsonValue> operand) => Gen.Select(name, operand, (text, value) => new BsonElement(text, value));

    private static BsonDocument Distinct(BsonElement[] elements) => new(elements.DistinctBy(element => element.Name));
}
