using System;
using System.Collections;
using System.Collections.Specialized;
using System.Linq;
using System.Management.Automation;
using System.Text;
using AppServices.Ejson;
using AppServices.Values;
using System.Text.Json;
using System.IO;
using Xunit;

namespace AppServices.Tests.Module;

/// <summary>What PowerShell values become on the wire, and what comes back (cmdlets 18).</summary>
public sealed class PSValuesTests
{
    [Theory]
    [InlineData("1", """{"$numberInt":"1"}""")]
    [InlineData("[byte]1", """{"$numberInt":"1"}""")]
    [InlineData("[uint32]::MaxValue", """{"$numberLong":"4294967295"}""")]
    [InlineData("1L", """{"$numberLong":"1"}""")]
    [InlineData("1.0", """{"$numberDouble":"1.0"}""")]
    [InlineData("[single]0.5", """{"$numberDouble":"0.5"}""")]
    [InlineData("[double]::NaN", """{"$numberDouble":"NaN"}""")]
    [InlineData("1.10d", """{"$numberDecimal":"1.10"}""")]
    [InlineData("[bigint]9", """{"$numberLong":"9"}""")]
    [InlineData("[bigint]::Pow(2, 63)", """{"$numberDecimal":"9223372036854775808"}""")]
    [InlineData("[bigint]::Pow(-10, 41)", """{"$numberDecimal":"-1.000000000000000000000000000000000E+41"}""")]
    [InlineData("[uint64]::MaxValue", """{"$numberDecimal":"18446744073709551615"}""")]
    [InlineData("[int128]'-7'", """{"$numberLong":"-7"}""")]
    [InlineData("[uint128]'9223372036854775808'", """{"$numberDecimal":"9223372036854775808"}""")]
    [InlineData("[half]0.5", """{"$numberDouble":"0.5"}""")]
    [InlineData("[timespan]'1.02:03:04.5'", "\"1.02:03:04.5000000\"")]
    [InlineData("[timespan]'-0:30'", "\"-00:30:00\"")]
    [InlineData("[timeonly]'21:30'", "\"21:30:00\"")]
    [InlineData("[timeonly]::new(0, 0, 1, 250)", "\"00:00:01.25\"")]
    [InlineData("[dateonly]::new(2023, 11, 14)", """{"$date":{"$numberLong":"1699920000000"}}""")]
    [InlineData("[uri]'https://example.com/a b?c=%20d'", "\"https://example.com/a b?c=%20d\"")]
    [InlineData("[uri]::new('../up', [UriKind]::Relative)", "\"../up\"")]
    [InlineData("[version]'1.2.3'", "\"1.2.3\"")]
    [InlineData("[semver]'7.6.9-rc.1'", "\"7.6.9-rc.1\"")]
    [InlineData("[ipaddress]'192.168.0.1'", "\"192.168.0.1\"")]
    [InlineData("[ipaddress]'::1'", "\"::1\"")]
    [InlineData("[ipendpoint]::new([ipaddress]'127.0.0.1', 80)", "\"127.0.0.1:80\"")]
    [InlineData("[mailaddress]'Mia <mia@example.com>'", "\"mia@example.com\"")]
    [InlineData("[Net.NetworkInformation.PhysicalAddress]::Parse('00-11-22-33-44-55')", "\"001122334455\"")]
    [InlineData("[cultureinfo]::InvariantCulture", "\"\"")]
    [InlineData("[Text.Rune]0x1F600", "\"😀\"")]
    [InlineData("@{ times = [timespan]'0:01', [timespan]'0:02' }", """{"times":["00:01:00","00:02:00"]}""")]
    [InlineData("'a'", "\"a\"")]
    [InlineData("[char]'a'", "\"a\"")]
    [InlineData("$null", "null")]
    [InlineData("[System.Management.Automation.Internal.AutomationNull]::Value", "null")]
    [InlineData("$true", "true")]
    [InlineData("[switch]$true", "true")]
    [InlineData("[DayOfWeek]::Friday", "\"Friday\"")]
    [InlineData("[guid]'0f1e2d3c-4b5a-4968-8776-655443322110'", """{"$binary":{"base64":"Dx4tPEtaSWiHdmVUQzIhEA==","subType":"04"}}""")]
    [InlineData(", [byte[]](1, 2, 3)", """{"$binary":{"base64":"AQID","subType":"00"}}""")]
    [InlineData("[regex]::new('^a', 'IgnoreCase')", """{"$regularExpression":{"pattern":"^a","options":"i"}}""")]
    [InlineData("[datetime]::new(2023, 11, 14, 22, 13, 20, [DateTimeKind]::Utc)", """{"$date":{"$numberLong":"1700000000000"}}""")]
    [InlineData("[datetimeoffset]'2023-11-14T23:13:20+01:00'", """{"$date":{"$numberLong":"1700000000000"}}""")]
    [InlineData("[AppServices.Bson.ObjectId]'6650a1f2c3d4e5f6a7b8c9d0'", """{"$oid":"6650a1f2c3d4e5f6a7b8c9d0"}""")]
    [InlineData(", @(1, 'a', $null)", """[{"$numberInt":"1"},"a",null]""")]
    [InlineData(", @()", "[]")]
    [InlineData(", (1..2)", """[{"$numberInt":"1"},{"$numberInt":"2"}]""")]
    [InlineData(", [Collections.Generic.List[string]]('x', 'y')", """["x","y"]""")]
    [InlineData("@{ a = @{ b = 'c' } }", """{"a":{"b":"c"}}""")]
    [InlineData("[ordered]@{ z = 'z'; a = 'a' }", """{"z":"z","a":"a"}""")]
    [InlineData("[pscustomobject]@{ z = 'z'; a = [pscustomobject]@{ deep = , 'x' } }", """{"z":"z","a":{"deep":["x"]}}""")]
    [InlineData("[psobject]::AsPSObject('wrapped')", "\"wrapped\"")]
    [InlineData("$o = [pscustomobject]@{ a = 2L }; $o.PSObject.Properties.Add([psscriptproperty]::new('twice', { $this.a * 2 })); $o", """{"a":{"$numberLong":"2"},"twice":{"$numberLong":"4"}}""")]
    [InlineData("class P { [string] $Name = 'n'; [int] $Size = 1; hidden [int] $Secret = 5 }; [P]::new()", """{"Name":"n","Size":{"$numberInt":"1"}}""")]
    [InlineData("[pscustomobject]@{ a = 'a'; PSComputerName = 'localhost'; RunspaceId = [guid]::Empty; PSShowComputerName = $false; PSSourceJobInstanceId = [guid]::Empty }", """{"a":"a"}""")]
    [InlineData("@{ deep = [pscustomobject]@{ '$minKey' = 1L; PSComputerName = 'localhost'; RunspaceId = [guid]::Empty; PSShowComputerName = $true } }", """{"deep":{"$minKey":1}}""")]
    [InlineData("[pscustomobject]@{ PSComputerName = 'n'; RunspaceId = 'r' }", """{"PSComputerName":"n","RunspaceId":"r"}""")]
    [InlineData("[pscustomobject]@{ '$minKey' = 1L }", """{"$minKey":1}""")]
    [InlineData("@{ a = @{ '$timestamp' = @{ t = 5L; i = 1L } } }", """{"a":{"$timestamp":{"t":5,"i":1}}}""")]
    [InlineData("@{ '$date' = [datetime]::new(2023, 11, 14, 22, 13, 20, [DateTimeKind]::Utc) }", """{"$date":{"$numberLong":"1700000000000"}}""")]
    [InlineData("@{ '$date' = '2023-11-14T22:13:20Z' }", """{"$date":{"$numberLong":"1700000000000"}}""")]
    [InlineData("[ordered]@{ '$code' = 'f'; '$scope' = @{ a = 1L } }", """{"$code":"f","$scope":{"a":{"$numberLong":"1"}}}""")]
    [InlineData("[pscustomobject]@{ '$oid' = [psobject]::AsPSObject('6650a1f2c3d4e5f6a7b8c9d0') }", """{"$oid":"6650a1f2c3d4e5f6a7b8c9d0"}""")]
    [InlineData("@{ '$gt' = 5 }", """{"$gt":{"$numberInt":"5"}}""")]
    [InlineData("@{ '$regex' = '^a' }", """{"$regex":"^a"}""")]
    [InlineData("@{ '$oidx' = 'a' }", """{"$oidx":"a"}""")]
    [InlineData("$d = [AppServices.Bson.BsonDocument]::new(); $d.Add('b', 1); $d.Add('a', 2); $d", """{"b":{"$numberInt":"1"},"a":{"$numberInt":"2"}}""")]
    public void A_value_is_written_as(string script, string expected) => Assert.Equal(expected, InRunspace(script, Write));

    [Theory]
    [InlineData("[securestring]::new()", "SecureString", "$")]
    [InlineData("@{ user = 'x'; keys = @(1, [securestring]::new()) }", "SecureString", "$.keys[1]")]
    [InlineData("[bigint]::Pow(3, 90)", "Decimal128", "$")]
    [InlineData("@{ a = -[bigint]::Pow(3, 90) }", "34 digits", "$.a")]
    [InlineData("[uint128]::MaxValue", "34 digits", "$")]
    [InlineData("$a = @{}; $a.self = $a; $a", "", "$.self")]
    [InlineData("$a = [pscustomobject]@{ self = $null }; $a.self = @($a); $a", "", "$.self[0]")]
    [InlineData("[Threading.Thread]::CurrentThread", "Thread", "$")]
    [InlineData("$o = [pscustomobject]@{ a = 1 }; $o.PSObject.Properties.Add([psscriptproperty]::new('bad', { throw 'no luck' })); @{ o = $o }", "'no luck'", "$.o.bad")]
    [InlineData("$o = [pscustomobject]@{ a = 1 }; $o.PSObject.Properties.Add([psaliasproperty]::new('bad', 'nothing')); $o", "nothing", "$.bad")]
    [InlineData("{ 1 }", "script block", "$")]
    [InlineData("@{ 1 = 2 }", "", "$")]
    [InlineData("@{ a = @{ '$oid' = 'zz' } }", "24 hex digits", "$.a")]
    [InlineData("@{ a = @(, [pscustomobject]@{ '$minKey' = 2 }) }", "$minKey", "$.a[0]")]
    public void A_value_without_a_form_is_refused_by_place_and_type(string script, string reason, string path)
    {
        var error = Assert.Throws<EjsonException>(() => InRunspace(script, Write));

        Assert.Equal(path, error.Path);
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_becomes_an_object_with_its_fields_in_order()
    {
        var document = Assert.IsType<PSObject>(Read("""{"z":{"$numberInt":"1"},"a.b":{"$numberLong":"2"},"$c":[{"deep":true}]}"""));

        Assert.IsType<PSCustomObject>(document.BaseObject);
        Assert.Equal(["z", "a.b", "$c"], document.Properties.Select(property => property.Name));
        Assert.Equal([1, 2L], document.Properties.Take(2).Select(property => property.Value));
        Assert.Equal(true,
            Assert.IsType<PSObject>(Assert.Single(Assert.IsType<object[]>(document.Properties["$c"].Value))).Properties["deep"].Value);
    }

    [Theory]
    [InlineData("""{"a":1,"A":2}""")]
    [InlineData("""{"":1}""")]
    [InlineData("""{"b1":1,"b2":1,"b3":1,"b4":1,"b5":1,"b6":1,"b7":1,"b8":1,"b9":1,"b10":1,"b11":1,"b12":1,"b13":1,"B13":2}""")]
    public void Names_that_PowerShell_cannot_have_as_properties_are_kept_in_a_dictionary(string json)
    {
        var document = Assert.IsType<OrderedDictionary>(Read(json));

        Assert.Equal(document.Keys.Cast<string>(), JsonDocument.Parse(json).RootElement.EnumerateObject().Select(field => field.Name));
        Assert.All(document.Cast<DictionaryEntry>(), field => Assert.IsType<int>(field.Value));
    }

    [Theory]
    [InlineData("1.10", typeof(decimal))]
    [InlineData("-79228162514264337593543950335", typeof(decimal))]
    [InlineData("79228162514264337593543950336", typeof(Bson.Decimal128))]
    [InlineData("1E+3", typeof(Bson.Decimal128))]
    [InlineData("NaN", typeof(Bson.Decimal128))]
    [InlineData("-0", typeof(decimal))]
    public void A_decimal_is_one_of_PowerShell_only_where_nothing_is_lost(string number, Type type)
    {
        string json = $$"""{"$numberDecimal":"{{number}}"}""";

        object? value = Read(json);

        Assert.IsType(type, value);
        Assert.Equal(json, Write(value));
    }

    private static object? Read(string json) => PSValues.Read(Encoding.UTF8.GetBytes(json));

    private static string Write(object? value)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, EjsonWriter.JsonOptions)) PSValues.Format.Writer.Write(json, value);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    // Script properties and PowerShell classes work only where their runspace is the current one.
    private static string InRunspace(string script, Func<object?, string> use)
    {
        using var runspace = new ModuleRunspace();
        string? text = null;
        EjsonException? failure = null;
        Action<object?> inside = value =>
        {
            try
            {
                text = use(value);
            }
            catch (EjsonException error)
            {
                failure = error;
            }
        };
        runspace.Run("param($use) $value = & { " + script + " }; $use.Invoke($value)", inside);
        return failure is null ? text! : throw failure;
    }
}
