using System.Linq;
using AppServices.Mql.Expressions;
using AppServices.Mql.Paths;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Projections;

/// <summary>Parses the specifications of stages that name fields and leave the others alone.</summary>
internal static class ProjectedFieldParser
{
    /// <summary>The fields that <c>$addFields</c> and <c>$set</c> compute.</summary>
    /// <exception cref="DocumentException">The specification is not valid.</exception>
    public static ProjectedFields ParseAddition(string stage, BsonValue specification, ExpressionParser parser)
    {
        BsonDocument fields = specification as BsonDocument
            ?? throw DocumentException.Numbered(40272, $"{stage} specification stage must be an object, got {Types.Name(specification)}");
        var tree = new ProjectedFieldTree((path, _) =>
            DocumentException.Numbered(
                40176, $"Invalid {stage} :: caused by :: specification contains two conflicting paths, one of them '{path}'"));
        AddComputed(tree, prefix: "", fields, parser);
        return tree.Build(keepsOthers: true);
    }

    /// <summary>The fields that <c>$unset</c> removes.</summary>
    /// <exception cref="DocumentException">The specification is not valid.</exception>
    public static ProjectedFields ParseRemoval(BsonValue specification)
    {
        BsonArray names = specification switch
        {
            BsonString name => [name],
            BsonArray { Count: 0 } =>
                throw DocumentException.Numbered(31119, "$unset specification must be a string or an array with at least one field"),
            BsonArray array when array.All(name => name is BsonString) => array,
            BsonArray =>
                throw DocumentException.Numbered(31120, "$unset specification must be a string or an array containing only string values"),
            _ => throw DocumentException.Numbered(31002, "$unset specification must be a string or an array"),
        };
        var tree = new ProjectedFieldTree(Collision);
        foreach (BsonValue name in names) tree.Add(FieldPathExpression.ParsePath(name.AsString), DropRule.Instance);
        return tree.Build(keepsOthers: true);
    }

    /// <summary>The error of two paths of a projection.</summary>
    public static DocumentException Collision(FieldPath path, string below) => below.Length == 0
        ? DocumentException.Numbered(31250, $"Path collision at {path}")
        : DocumentException.Numbered(31249, $"Path collision at {path} remaining portion {below}");

    private static void AddComputed(ProjectedFieldTree tree, string prefix, BsonDocument fields, ExpressionParser parser)
    {
        foreach (BsonElement element in fields)
        {
            if (prefix.Length > 0 && element.Name.Contains('.'))
                throw DocumentException.Numbered(40183, $"FieldPath field names may not contain '.' in a nested object: {element.Name}");
            FieldPath path = FieldPathExpression.ParsePath(prefix + element.Name);
            if (element.Value is BsonDocument { ElementCount: > 0 } nested && !ExpressionParser.IsOperator(nested))
                AddComputed(tree, path.Text + ".", nested, parser);
            else tree.Add(path, new ComputeRule(parser.Parse(element.Value)));
        }
    }
}
