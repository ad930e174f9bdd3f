using AppServices.Server.AppConfig;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Rules.Schemas;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Reading;

/// <summary>Reads the schema of a collection (app-folder 6.9).</summary>
internal sealed class SchemaReader(ExpressionReader expressions, RuleSettings settings)
{
    /// <returns>The schema; null for an empty file, which says nothing.</returns>
    public CollectionSchema? Read(ConfigFile file)
    {
        BsonDocument document = EjsonValue.Read(file) as BsonDocument ?? throw file.Wrong("an object is expected");
        if (document.ElementCount == 0) return null;
        var problems = new ExpressionProblems();
        Schema schema = new SchemaParser(expressions.Names, problems, settings.DeniesNulls).Parse(document);
        expressions.Tell(file, problems);
        return new CollectionSchema(document.GetValue("title", BsonNull.Value) is BsonString title ? title.Value : null, schema);
    }
}
