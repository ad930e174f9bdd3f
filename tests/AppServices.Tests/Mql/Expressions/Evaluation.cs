using System;
using AppServices.Mql;
using AppServices.Mql.Expressions;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Mql.Expressions;

/// <summary>Evaluates expressions of a table.</summary>
internal static class Evaluation
{
    public static readonly DateTime Now = new(2024, 2, 29, 12, 30, 45, 678, DateTimeKind.Utc);

    public static BsonValue? Of(string expression, string document = "{}") =>
        ExpressionParser.Plain.Parse(Ejson.Value(expression)).Evaluate(EvaluationScope.Start(Now, TestContext.Current.CancellationToken).Over(Ejson.Document(document)));

    /// <summary>Expects a value, with its type.</summary>
    public static void Gives(string expression, string document, string expected) =>
        Assert.Equal(Ejson.Canonical(expected), Ejson.Text(Of(expression, document)));

    /// <summary>Expects an error by its number.</summary>
    public static DocumentException Refuses(string expression, string document, int code)
    {
        DocumentException error = Assert.Throws<DocumentException>(() => { Of(expression, document); });
        Assert.Equal((code, expression), (error.Code, expression));
        return error;
    }
}
