using System;
using AppServices.Mql;
using AppServices.Mql.Expressions;
using AppServices.Mql.Queries;
using AppServices.Mql.Queries.Matchers;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Mql.Expressions;

/// <summary><c>$expr</c>: expressions as queries.</summary>
public sealed class ExprQueryTests
{
    [Theory]
    [InlineData("""{"$expr":{"$gt":["$spent","$budget"]}}""", """{"spent":5,"budget":4}""", true)]
    [InlineData("""{"$expr":{"$gt":["$spent","$budget"]}}""", """{"spent":5,"budget":"4"}""", false)]
    [InlineData("""{"$expr":"$spent"}""", """{"spent":0}""", false)]
    [InlineData("""{"$expr":true,"spent":5}""", """{"spent":5}""", true)]
    [InlineData("""{"$or":[{"spent":1},{"$expr":{"$eq":["$list",[1,2]]}}]}""", """{"list":[1,2]}""", true)]
    [InlineData("""{"$expr":{"$eq":["$list",1]}}""", """{"list":[1,2]}""", false)]
    [InlineData("""{"$nor":[{"$expr":{"$eq":["$a.b",[1,2]]}}]}""", """{"a":[{"b":1},{"b":2}]}""", false)]
    public void Matches(string query, string document, bool expected) =>
        Assert.Equal(expected, QueryParser.Parse(Ejson.Document(query), TestContext.Current.CancellationToken).Matches(Ejson.Document(document)));

    [Theory]
    [InlineData("""{"$expr":{"$unknown":1}}""", 168)]
    [InlineData("""{"$expr":"$$v"}""", 17276)]
    [InlineData("""{"a":{"$elemMatch":{"$expr":true}}}""", 2)]
    public void Errors(string query, int code) =>
        Assert.Equal(code, Assert.Throws<DocumentException>(() => QueryParser.Parse(Ejson.Document(query), TestContext.Current.CancellationToken)).Code);

    [Fact]
    public void Variables_are_bound_and_give_equalities_an_index_can_answer()
    {
        Variable wanted = VariableNames.Define("wanted");
        var parser = ExpressionParser.For(TestContext.Current.CancellationToken).With(wanted);
        Predicate query = QueryParser.Parse(Ejson.Document("""{"$expr":{"$and":[{"$eq":["$sku","$$wanted"]},{"$gt":["$n",1]}]}}"""), parser, TestContext.Current.CancellationToken);
        Predicate bound = query.Bind(EvaluationScope.Start(DateTime.UtcNow, TestContext.Current.CancellationToken).With(wanted, new BsonString("A-1")));

        Assert.True(bound.Matches(Ejson.Document("""{"sku":"A-1","n":2}""")));
        Assert.False(bound.Matches(Ejson.Document("""{"sku":"A-1","n":1}""")));
        Assert.False(bound.Matches(Ejson.Document("""{"sku":"A-2","n":2}""")));
        var equality = Assert.IsType<FieldPredicate>(Assert.IsType<AndPredicate>(bound).Parts[0]);
        Assert.Equal(("sku", "A-1"), (equality.Path.Text, Assert.IsType<ComparisonMatcher>(equality.Matcher).Operand.AsString));
    }

    [Fact]
    public void What_has_no_expression_is_its_own_binding()
    {
        Predicate query = QueryParser.Parse(Ejson.Document("""{"$or":[{"a":1},{"b":{"$not":{"$gt":2}}}]}"""), TestContext.Current.CancellationToken);
        Assert.Same(query, query.Bind(EvaluationScope.Empty));
    }
}
