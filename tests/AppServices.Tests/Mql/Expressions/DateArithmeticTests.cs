using System;
using Xunit;

namespace AppServices.Tests.Mql.Expressions;

/// <summary>Dates from their parts, moved, counted between and cut, also where clocks change.</summary>
public sealed class DateArithmeticTests
{
    private const string Document = """
        {
          "date": {"$date":"2024-01-31T10:20:30.400Z"}, "spring": {"$date":"2024-03-10T05:30:00Z"}, "last": {"$date":"2023-12-31T23:59:59.999Z"},
          "first": {"$date":"2024-01-01T00:00:00Z"}, "ny": "America/New_York", "nothing": null, "text": "x"
        }
        """;

    [Theory]
    [InlineData("""{"$dateToParts":{"date":"$date"}}""", """{"year":2024,"month":1,"day":31,"hour":10,"minute":20,"second":30,"millisecond":400}""")]
    [InlineData("""{"$dateToParts":{"date":"$date","timezone":"$ny","iso8601":true}}""", """{"isoWeekYear":2024,"isoWeek":5,"isoDayOfWeek":3,"hour":5,"minute":20,"second":30,"millisecond":400}""")]
    [InlineData("""{"$dateToParts":{"date":"$missing"}}""", "null")]
    [InlineData("""{"$dateToParts":{"date":"$date","iso8601":null}}""", "null")]
    [InlineData("""{"$dateFromParts":{"year":2017,"month":2,"day":8,"hour":12}}""", """{"$date":"2017-02-08T12:00:00Z"}""")]
    [InlineData("""{"$dateFromParts":{"year":2017}}""", """{"$date":"2017-01-01T00:00:00Z"}""")]
    [InlineData("""{"$dateFromParts":{"year":2017,"month":14,"day":1}}""", """{"$date":"2018-02-01T00:00:00Z"}""")]
    [InlineData("""{"$dateFromParts":{"year":2017,"month":0,"day":0,"minute":-1}}""", """{"$date":"2016-11-29T23:59:00Z"}""")]
    [InlineData("""{"$dateFromParts":{"isoWeekYear":2017,"isoWeek":6,"isoDayOfWeek":3,"hour":12.0}}""", """{"$date":"2017-02-08T12:00:00Z"}""")]
    [InlineData("""{"$dateFromParts":{"year":2016,"month":12,"day":31,"hour":23,"minute":46,"second":12,"timezone":"$ny"}}""", """{"$date":"2017-01-01T04:46:12Z"}""")]
    [InlineData("""{"$dateFromParts":{"year":2024,"month":3,"day":10,"hour":2,"minute":30,"timezone":"$ny"}}""", """{"$date":"2024-03-10T07:30:00Z"}""")]
    [InlineData("""{"$dateFromParts":{"year":2024,"month":11,"day":3,"hour":1,"minute":30,"timezone":"$ny"}}""", """{"$date":"2024-11-03T05:30:00Z"}""")]
    [InlineData("""{"$dateFromParts":{"year":2017,"day":null}}""", "null")]
    public void Parts(string expression, string expected) => Evaluation.Gives(expression, Document, expected);

    [Theory]
    [InlineData("""{"$dateAdd":{"startDate":"$date","unit":"month","amount":1}}""", """{"$date":"2024-02-29T10:20:30.400Z"}""")]
    [InlineData("""{"$dateAdd":{"startDate":"$date","unit":"quarter","amount":1}}""", """{"$date":"2024-04-30T10:20:30.400Z"}""")]
    [InlineData("""{"$dateAdd":{"startDate":"$date","unit":"year","amount":-1}}""", """{"$date":"2023-01-31T10:20:30.400Z"}""")]
    [InlineData("""{"$dateAdd":{"startDate":"$date","unit":"week","amount":2.0}}""", """{"$date":"2024-02-14T10:20:30.400Z"}""")]
    [InlineData("""{"$dateAdd":{"startDate":"$date","unit":"hour","amount":{"$numberLong":"20"}}}""", """{"$date":"2024-02-01T06:20:30.400Z"}""")]
    [InlineData("""{"$dateAdd":{"startDate":"$date","unit":"millisecond","amount":600}}""", """{"$date":"2024-01-31T10:20:31Z"}""")]
    [InlineData("""{"$dateAdd":{"startDate":"$spring","unit":"day","amount":1}}""", """{"$date":"2024-03-11T05:30:00Z"}""")]
    [InlineData("""{"$dateAdd":{"startDate":"$spring","unit":"day","amount":1,"timezone":"$ny"}}""", """{"$date":"2024-03-11T04:30:00Z"}""")]
    [InlineData("""{"$dateAdd":{"startDate":"$spring","unit":"hour","amount":24,"timezone":"$ny"}}""", """{"$date":"2024-03-11T05:30:00Z"}""")]
    [InlineData("""{"$dateSubtract":{"startDate":"$date","unit":"month","amount":2}}""", """{"$date":"2023-11-30T10:20:30.400Z"}""")]
    [InlineData("""{"$dateSubtract":{"startDate":"$date","unit":"second","amount":31}}""", """{"$date":"2024-01-31T10:19:59.400Z"}""")]
    [InlineData("""{"$dateAdd":{"startDate":"$date","unit":"month","amount":"$missing"}}""", "null")]
    [InlineData("""{"$dateAdd":{"startDate":"$date","unit":null,"amount":1}}""", "null")]
    public void Moves(string expression, string expected) => Evaluation.Gives(expression, Document, expected);

    [Theory]
    [InlineData("year", "", "1")]
    [InlineData("quarter", "", "1")]
    [InlineData("month", "", "1")]
    [InlineData("week", "", "0")]
    [InlineData("week", ""","startOfWeek":"Monday" """, "1")]
    [InlineData("week", ""","startOfWeek":"mon" """, "1")]
    [InlineData("day", "", "1")]
    [InlineData("hour", "", "1")]
    [InlineData("second", "", "1")]
    [InlineData("millisecond", "", "1")]
    [InlineData("year", ""","timezone":"America/New_York" """, "0")]
    [InlineData("hour", ""","timezone":"+05:30" """, "0")]
    public void Difference(string unit, string options, string expected) => Evaluation.Gives(
        $$$"""{"$dateDiff":{"startDate":"$last","endDate":"$first","unit":"{{{unit}}}"{{{options}}}}}""", Document, $$$"""{"$numberLong":"{{{expected}}}"}""");

    [Theory]
    [InlineData("""{"$dateDiff":{"startDate":"$first","endDate":"$last","unit":"day"}}""", """{"$numberLong":"-1"}""")]
    [InlineData("""{"$dateDiff":{"startDate":"$first","endDate":"$missing","unit":"day"}}""", "null")]
    [InlineData("""{"$dateDiff":{"startDate":"$first","endDate":"$last","unit":"week","startOfWeek":null}}""", "null")]
    [InlineData("""{"$dateTrunc":{"date":"$date","unit":"year"}}""", """{"$date":"2024-01-01T00:00:00Z"}""")]
    [InlineData("""{"$dateTrunc":{"date":"$date","unit":"quarter","binSize":2}}""", """{"$date":"2024-01-01T00:00:00Z"}""")]
    [InlineData("""{"$dateTrunc":{"date":"$last","unit":"month","binSize":5}}""", """{"$date":"2023-10-01T00:00:00Z"}""")]
    [InlineData("""{"$dateTrunc":{"date":"$date","unit":"week"}}""", """{"$date":"2024-01-28T00:00:00Z"}""")]
    [InlineData("""{"$dateTrunc":{"date":"$date","unit":"week","startOfWeek":"thursday"}}""", """{"$date":"2024-01-25T00:00:00Z"}""")]
    [InlineData("""{"$dateTrunc":{"date":"$date","unit":"week","binSize":2,"startOfWeek":"monday"}}""", """{"$date":"2024-01-29T00:00:00Z"}""")]
    [InlineData("""{"$dateTrunc":{"date":"$date","unit":"day","timezone":"$ny"}}""", """{"$date":"2024-01-31T05:00:00Z"}""")]
    [InlineData("""{"$dateTrunc":{"date":"$date","unit":"hour","binSize":2}}""", """{"$date":"2024-01-31T10:00:00Z"}""")]
    [InlineData("""{"$dateTrunc":{"date":"$date","unit":"minute","binSize":15}}""", """{"$date":"2024-01-31T10:15:00Z"}""")]
    [InlineData("""{"$dateTrunc":{"date":{"$date":"1999-12-31T23:59:59.999Z"},"unit":"day","binSize":7}}""", """{"$date":"1999-12-25T00:00:00Z"}""")]
    [InlineData("""{"$dateTrunc":{"date":"$missing","unit":"day"}}""", "null")]
    public void Spans(string expression, string expected) => Evaluation.Gives(expression, Document, expected);

    [Theory]
    [InlineData("""{"$dateToParts":1}""", 40524)]
    [InlineData("""{"$dateToParts":{"date":"$date","more":1}}""", 40520)]
    [InlineData("""{"$dateToParts":{}}""", 40522)]
    [InlineData("""{"$dateToParts":{"date":"$date","iso8601":1}}""", 40521)]
    [InlineData("""{"$dateFromParts":1}""", 40519)]
    [InlineData("""{"$dateFromParts":{"year":1,"more":1}}""", 40518)]
    [InlineData("""{"$dateFromParts":{"month":1}}""", 40516)]
    [InlineData("""{"$dateFromParts":{"year":2017,"isoWeek":1}}""", 40489)]
    [InlineData("""{"$dateFromParts":{"isoWeekYear":2017,"month":1}}""", 40525)]
    [InlineData("""{"$dateFromParts":{"year":2017.5}}""", 40515)]
    [InlineData("""{"$dateFromParts":{"year":10000}}""", 40523)]
    [InlineData("""{"$dateFromParts":{"year":2017,"hour":40000}}""", 31034)]
    [InlineData("""{"$dateAdd":1}""", 5166400)]
    [InlineData("""{"$dateAdd":{"more":1}}""", 5166401)]
    [InlineData("""{"$dateAdd":{"startDate":"$date","unit":"day"}}""", 5166402)]
    [InlineData("""{"$dateAdd":{"startDate":"$text","unit":"day","amount":1}}""", 5166403)]
    [InlineData("""{"$dateAdd":{"startDate":"$date","unit":5,"amount":1}}""", 5439013)]
    [InlineData("""{"$dateAdd":{"startDate":"$date","unit":"days","amount":1}}""", 9)]
    [InlineData("""{"$dateAdd":{"startDate":"$date","unit":"day","amount":1.5}}""", 5166405)]
    [InlineData("""{"$dateAdd":{"startDate":"$date","unit":"year","amount":{"$numberLong":"9223372036854775807"}}}""", 5976500)]
    [InlineData("""{"$dateDiff":1}""", 5166301)]
    [InlineData("""{"$dateDiff":{"startDate":"$date","endDate":"$text","unit":"day"}}""", 5166307)]
    [InlineData("""{"$dateDiff":{"startDate":"$date","endDate":"$date","unit":"days"}}""", 9)]
    [InlineData("""{"$dateDiff":{"startDate":"$date","endDate":"$date","unit":"week","startOfWeek":"x"}}""", 5439016)]
    [InlineData("""{"$dateTrunc":1}""", 5439007)]
    [InlineData("""{"$dateTrunc":{"date":"$date","unit":"day","more":1}}""", 5439008)]
    [InlineData("""{"$dateTrunc":{"unit":"day"}}""", 5439009)]
    [InlineData("""{"$dateTrunc":{"date":"$date"}}""", 5439010)]
    [InlineData("""{"$dateTrunc":{"date":"$text","unit":"day"}}""", 5166307)]
    [InlineData("""{"$dateTrunc":{"date":"$date","unit":5}}""", 5439013)]
    [InlineData("""{"$dateTrunc":{"date":"$date","unit":"day","binSize":1.5}}""", 5439017)]
    [InlineData("""{"$dateTrunc":{"date":"$date","unit":"day","binSize":0}}""", 5439018)]
    public void Errors(string expression, int code) => Evaluation.Refuses(expression, Document, code);

    [Fact]
    public void A_deep_value_is_an_error_as_any_other()
    {
        string deep = new string('[', 150) + "{\"a\":" + new string('[', 40) + new string(']', 40) + "}" + new string(']', 150);
        Evaluation.Refuses("""{"$dateTrunc":{"date":"$date","unit":"day","binSize":{"$literal":?}}}""".Replace("?", deep, StringComparison.Ordinal), Document, 5439017);
    }
}
