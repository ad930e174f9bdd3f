using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using AppServices.Mql;
using AppServices.Mql.Projections;
using AppServices.Mql.Queries;
using AppServices.Server.AppConfig;
using AppServices.Server.Rules.Access;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Rules.Expressions.Conditions;
using AppServices.Server.Rules.Expressions.Values;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Reading;

/// <summary>Reads filters (app-folder 6.6).</summary>
internal sealed class FilterReader(ExpressionReader expressions)
{
    public RuleFilter Read(ConfigFile filter)
    {
        expressions.CheckFields(filter, "name", "apply_when", "query", "projection", "project", "id");
        ConfigFile? when = filter.Field("apply_when");
        Condition applyWhen = expressions.Read(when, ExpressionPlace.Caller) ?? Condition.True;
        ConfigFile? query = filter.Field("query");
        var problems = new ExpressionProblems();
        BsonDocument document = ReadDocument(query);
        var values = new ValueParser(ExpressionPlace.Caller, expressions.Names, problems);
        RuleValue parsed = new QueryValueParser(values, problems).Parse(document);
        if (query is not null)
        {
            if (parsed is ConstantValue { Value.Value: BsonDocument constant })
                problems.Errors.AddRange(Problem(() => QueryParser.Parse(constant, CancellationToken.None)));
            else if (WithoutValues(document) is BsonDocument unbound)
                problems.Errors.AddRange(QueryNames.Unknown(unbound).Distinct().Where(name => !UnsupportedOperators.Contains(name))
                    .Select(name => $"'{name}' is no operator"));
            problems.Errors.AddRange(Names(document).Where(UnsupportedOperators.Contains).Distinct()
                .Select(name => $"{name} is not supported by the embedded database").Except(problems.Errors));
            problems.Warnings.AddRange(
                NullEquality.Warnings(document, NullEquality.AskedBy(when is null ? BsonNull.Value : EjsonValue.Read(when))));
            expressions.Tell(query, problems);
        }
        ConfigFile? shown = filter.Field("projection") ?? filter.Field("project");
        BsonDocument projection = ReadDocument(shown);
        foreach (string problem in Problem(() => Projection.Parse(projection, AndPredicate.Everything, CancellationToken.None)))
            expressions.AddError(shown!, problem);
        return new RuleFilter(filter.RequiredText("name"), applyWhen, parsed, projection);
    }

    // What has no expansions is wrong for everybody, and can be said at once.
    private static string[] Problem(Action parse)
    {
        try
        {
            parse();
            return [];
        }
        catch (DocumentException error)
        {
            return [error.Message.TrimEnd('.')];
        }
    }

    // What stands for a value is one, whatever it will be.
    private static BsonValue WithoutValues(BsonValue value) => value switch
    {
        BsonDocument document when ValueParser.IsValue(document) => BsonNull.Value,
        BsonDocument document => new BsonDocument(document.Select(field => new BsonElement(field.Name, WithoutValues(field.Value)))),
        BsonArray items => new BsonArray(items.Select(WithoutValues)),
        _ => value,
    };

    private static IEnumerable<string> Names(BsonValue value) => value switch
    {
        BsonDocument document => document.SelectMany(field => Names(field.Value).Prepend(field.Name)),
        BsonArray array => array.SelectMany(Names),
        _ => [],
    };

    private static BsonDocument ReadDocument(ConfigFile? field) => field is null
        ? []
        : EjsonValue.Read(field) as BsonDocument ?? throw field.Wrong("an object is expected");
}
