using System.Linq;
using CsCheck;
using MongoDB.Bson;

namespace AppServices.Tests.Rules;

/// <summary>Random rules, documents, queries and updates, about so few fields that they meet often.</summary>
internal static class RuleGen
{
    private static readonly Gen<BsonValue> s_number = Gen.Int[0, 3].Select(number => (BsonValue)number);
    private static readonly Gen<BsonValue> s_user = Gen.OneOf<BsonValue>("mia", "tom");
    private static readonly Gen<BsonValue> s_text = Gen.OneOf<BsonValue>("a", "b", "c");
    private static readonly Gen<BsonValue> s_tags = s_text.Array[0, 2].Select(items => (BsonValue)new BsonArray(items));
    private static readonly Gen<BsonValue> s_sub = Fields(("x", s_number), ("y", s_number), ("1", s_number)).Select(document => (BsonValue)document);
    private static readonly Gen<BsonValue> s_truth = Gen.Bool.Select(truth => (BsonValue)truth);

    private static readonly Gen<string> s_comparison = Gen.OneOf("%eq", "%ne", "%gt", "%gte", "%lt", "%lte");

    private static readonly Gen<BsonValue> s_simple = Gen.Frequency(
        (2, Gen.OneOf<BsonValue>(true, false, new BsonDocument())),
        (4, Gen.Const((BsonValue)new BsonDocument("owner", "%%user.id"))),
        (2, Gen.OneOf("tags", "%%root.tags").Select(path => (BsonValue)new BsonDocument(path, "%%user.custom_data.teams"))),
        (2, Gen.Select(Gen.OneOf("a", "sub.x", "subs.y", "%%root.a", "%%prevRoot.a", "%%user.custom_data.level"), s_comparison, s_number).Select(Compare)),
        (1, Gen.Select(Gen.OneOf("a", "tags"), Gen.OneOf("%in", "$nin"), s_number.Array[0, 2]).Select((path, name, items) => Compare(path, name, new BsonArray(items)))),
        (1, s_truth.Select(truth => (BsonValue)new BsonDocument("pub", truth))),
        (1, Gen.Select(Gen.OneOf("%%prevRoot", "pub", "sub.y"), Gen.Const("%exists"), s_truth).Select(Compare)),
        (1, Gen.OneOf("a", "owner", "sub").Select(name => (BsonValue)new BsonDocument($"%%root.{name}", $"%%prevRoot.{name}"))),
        (1, Gen.OneOf<BsonValue>("%%root.a", "%%prevRoot.a", 2, 3).Select(argument => (BsonValue)new BsonDocument("%%true", Call(argument)))));

    /// <summary>Documents without an <c>_id</c>.</summary>
    public static Gen<BsonDocument> Document { get; } = Fields(
        ("a", s_number), ("owner", s_user), ("tags", s_tags), ("sub", s_sub), ("pub", s_truth), ("subs", s_sub.Array[0, 2].Select(items => (BsonValue)new BsonArray(items))));

    public static Gen<BsonValue> Expression { get; } = Nested(2);

    public static Gen<BsonDocument> Query { get; } = Gen.OneOf(
        Gen.Const(new BsonDocument()),
        s_number.Select(n => new BsonDocument("a", n)),
        s_number.Select(n => new BsonDocument("a", new BsonDocument("$gt", n))),
        s_number.Select(n => new BsonDocument("sub.x", n)),
        s_number.Select(n => new BsonDocument("subs.y", n)),
        s_user.Select(user => new BsonDocument("owner", user)),
        s_text.Select(tag => new BsonDocument("tags", tag)),
        s_truth.Select(truth => new BsonDocument("pub", new BsonDocument("$exists", truth))),
        s_number.Select(n => new BsonDocument("$or", new BsonArray { new BsonDocument("a", n), new BsonDocument("pub", true) })),
        s_number.Select(n => new BsonDocument("$nor", new BsonArray { new BsonDocument("sub.y", n) })));

    public static Gen<BsonDocument> Update { get; } = Gen.OneOf(
        s_number.Select(n => Set("a", n)),
        s_number.Select(n => new BsonDocument("$inc", new BsonDocument("a", n))),
        Gen.Select(Gen.OneOf("sub.x", "sub.1", "subs.0.x", "subs.1.1", "subs.$[].y", "subs.1"), s_number).Select((path, n) => Set(path, n)),
        s_sub.Select(sub => Set("sub", sub)),
        s_user.Select(user => Set("owner", user)),
        s_text.Select(tag => Set("tags.0", tag)),
        s_truth.Select(truth => Set("pub", truth)),
        Gen.OneOf("a", "owner", "tags", "sub", "sub.y", "pub", "subs").Select(name => new BsonDocument("$unset", new BsonDocument(name, 1))),
        Gen.OneOf("a", "pub", "sub").Select(name => new BsonDocument("$rename", new BsonDocument(name, "tags"))),
        Document);

    public static Gen<BsonDocument> Role { get; } =
        Gen.Select(Half(Expression), Half(Filters()), Half(Expression), Half(Expression), Half(Expression), Half(Expression), Half(FieldRules(1)), Half(Entry())).Select(
            (applyWhen, filters, read, write, insert, delete, fields, additional) => Given(
                ("name", "r"), ("apply_when", applyWhen), ("document_filters", filters), ("read", read), ("write", write), ("insert", insert), ("delete", delete),
                ("fields", fields), ("additional_fields", additional)));

    public static Gen<BsonDocument> Filter { get; } = Gen.Select(
        Gen.OneOf<BsonValue>(true, false, new BsonDocument("%%user.id", "mia")),
        Gen.OneOf(new BsonDocument("owner", "%%user.id"), new BsonDocument("a", new BsonDocument("$gt", 0)), new BsonDocument()),
        Gen.OneOf(new BsonDocument(), new BsonDocument("pub", 0), new BsonDocument { ["a"] = 1, ["owner"] = 1 }, new BsonDocument("sub.x", 0)))
        .Select((applyWhen, query, projection) => new BsonDocument { ["name"] = "f", ["apply_when"] = applyWhen, ["query"] = query, ["projection"] = projection });

    private static Gen<BsonValue> Nested(int depth) => depth == 0 ? s_simple : Gen.Frequency(
        (4, s_simple),
        (1, Gen.Select(Gen.OneOf("%and", "%or", "$nor"), Nested(depth - 1).Array[1, 2]).Select((name, parts) => (BsonValue)new BsonDocument(name, new BsonArray(parts)))),
        (1, Nested(depth - 1).Select(part => (BsonValue)new BsonDocument("%not", part))));

    private static Gen<BsonValue?> Half(Gen<BsonValue> gen) => Gen.Frequency<BsonValue?>((1, Gen.Const((BsonValue?)null)), (1, gen.Select(value => (BsonValue?)value)));

    private static Gen<BsonValue> Filters() =>
        Gen.Select(Half(Expression), Half(Expression)).Select((read, write) => (BsonValue)Given(("read", read), ("write", write)));

    private static Gen<BsonValue> FieldExpression() => Gen.Frequency(
        (3, Expression), (1, Gen.Select(Gen.OneOf("%%this", "%%prev"), s_comparison, s_number).Select(Compare)), (3, Gen.Const((BsonValue)true)));

    private static Gen<BsonValue> Entry() =>
        Gen.Select(Half(FieldExpression()), Half(FieldExpression())).Select((read, write) => (BsonValue)Given(("read", read), ("write", write)));

    private static Gen<BsonValue> FieldRules(int depth)
    {
        Gen<BsonValue> entry = depth == 0 ? Entry() : Gen.OneOf(Entry(), FieldRules(0).Select(inner => (BsonValue)new BsonDocument("fields", inner)));
        string[] names = depth == 0 ? ["x", "y", "1"] : ["a", "owner", "tags", "sub", "subs", "pub", "_id"];
        return Gen.Select(Gen.OneOf(names), entry).Array[0, 4].Select(fields => (BsonValue)new BsonDocument(
            fields.DistinctBy(field => field.Item1).Select(field => new BsonElement(field.Item1, field.Item2))));
    }

    private static Gen<BsonDocument> Fields(params (string Name, Gen<BsonValue> Value)[] fields) => fields.Aggregate(
        Gen.Const(new BsonDocument()),
        (all, field) => Gen.Select(all, Gen.Bool, field.Value).Select((document, isThere, value) => isThere ? new BsonDocument(document) { { field.Name, value } } : document));

    private static BsonDocument Given(params (string Name, BsonValue? Value)[] fields) =>
        new(fields.Where(field => field.Value is not null).Select(field => new BsonElement(field.Name, field.Value)));

    private static BsonValue Compare(string path, string name, BsonValue operand) => new BsonDocument(path, new BsonDocument(name, operand));

    private static BsonDocument Set(string path, BsonValue value) => new("$set", new BsonDocument(path, value));

    private static BsonDocument Call(BsonValue argument) =>
        new("%function", new BsonDocument { ["name"] = "even", ["arguments"] = new BsonArray { argument } });
}
