using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace AppServices.Benchmarks.Ejson;

/// <summary>Canonical Extended JSON as functions reply with it.</summary>
internal static class Texts
{
    /// <summary>Small replies: a few numbers, a text, a flag, a user, a list.</summary>
    public static IReadOnlyList<string> Replies { get; } =
    [
        """{"$numberInt":"42"}""",
        """{"$numberDouble":"12.5"}""",
        "\"The order is on its way.\"",
        "true",
        """{"id":"6650a1f2c3d4e5f6a7b8c9d0","name":"Ada","since":{"$date":{"$numberLong":"1767322999678"}}}""",
        """[{"$numberInt":"1"},{"$numberInt":"2"},{"$numberInt":"3"}]""",
    ];

    /// <summary>An array of orders, each with eleven fields and two to four lines.</summary>
    public static string Orders(int count) => $"[{string.Join(',', Enumerable.Range(1, count).Select(Order))}]";

    private static string Order(int i) => string.Create(CultureInfo.InvariantCulture,
        $$$"""
        {"_id":{"$oid":"6650a1f2c3d4e5f6{{{i:x8}}}"},"number":{"$numberLong":"{{{i * 7919L}}}"},"customer":"Customer {{{i % 97}}}",
        """ + $$$"""
        "email":"customer{{{i % 97}}}@example.com","created":{"$date":{"$numberLong":"{{{1767322999678 + i * 60_000L}}}"}},
        """ + $$$"""
        "total":{"$numberDecimal":"{{{i}}}.95"},"weight":{"$numberDouble":"{{{i}}}.25"},"paid":{{{(i % 3 == 0 ? "true" : "false")}}},"note":null,
        """ + $$$"""
        "address":{"street":"{{{i}}} Main Street","city":"Zürich","zip":"80{{{i % 90 + 10}}}"},"lines":[{{{string.Join(',', Enumerable.Range(1, 2 + i % 3).Select(Line))}}}]}
        """);

    private static string Line(int i) => string.Create(CultureInfo.InvariantCulture,
        $$$"""{"sku":"SKU-{{{i * 31}}}","quantity":{"$numberInt":"{{{i}}}"},"price":{"$numberDecimal":"{{{i * 3}}}.50"}}""");
}
