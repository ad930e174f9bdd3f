using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Management.Automation;
using System.Text;
using AppServices.Bson;
using AppServices.Documents;
using AppServices.Ejson;
using AppServices.Values;
using Xunit;

namespace AppServices.Tests.Module;

/// <summary>What -As makes of a document.</summary>
public sealed class DocumentFormTests
{
    private const string Text =
        """{"_id":{"$oid":"6650a1f2c3d4e5f6a7b8c9d0"},"name":"nuts","Name":"NUTS","stock":{"$numberLong":"40"},"price":{"$numberDecimal":"1.50"},"tags":["a","b"],"size":{"w":{"$numberInt":"1"}}}""";

    [Theory]
    [InlineData("Hashtable", typeof(Hashtable))]
    [InlineData("[ordered]", typeof(OrderedDictionary))]
    [InlineData("hashtable", typeof(Hashtable))]
    [InlineData("OrderedDictionary", typeof(OrderedDictionary))]
    [InlineData("BsonDocument", typeof(BsonDocument))]
    [InlineData("System.Collections.Specialized.OrderedDictionary", typeof(OrderedDictionary))]
    public void A_dictionary_has_every_field_with_its_type(string name, Type type)
    {
        object? read = Read(name, Text);

        Assert.IsType(type, read);
        var document = (IDictionary)read;

        Assert.Equal(("nuts", "NUTS", 40L), (document["name"], document["Name"], document["stock"]));
        Assert.Equal(1, ((IDictionary)document["size"]!)["w"]);
        if (document is not Hashtable) Assert.Equal(Text, EjsonConvert.Serialize(document, PSValues.Format.Writer));
    }

    [Fact]
    public void Text_is_what_was_sent()
    {
        Assert.Equal(Text, Read("Json", Text));
        Assert.Equal(Text, Read(typeof(string), Text));
        Assert.Equal("""{"a":1,"b":"x"}""", Read("RelaxedJson", """{"a":{"$numberInt":"1"},"b":"x"}"""));
    }

    [Theory]
    [InlineData("PSObject")]
    [InlineData("pscustomobject")]
    [InlineData(typeof(object))]
    public void An_object_is_what_there_is_without_it(object given) => Assert.Same(DocumentForm.Objects, DocumentForm.Find(given));

    [Theory]
    [InlineData("NoSuchType")]
    [InlineData("[Item]")]
    [InlineData("int")]
    [InlineData(5)]
    [InlineData(null)]
    [InlineData(typeof(IDisposable))]
    [InlineData(typeof(List<>))]
    public void Anything_else_is_no_form(object? given) => Assert.Null(DocumentForm.Find(given));

    [Fact]
    public void A_type_of_the_callers_gets_the_fields_that_it_has()
    {
        var item = Assert.IsType<Item>(Read(typeof(Item), """
            {"_id":{"$oid":"6650a1f2c3d4e5f6a7b8c9d0"},"NAME":"nuts","stock":{"$numberLong":"40"},"price":{"$numberDecimal":"1.50"},"since":{"$date":{"$numberLong":"0"}},
             "tags":["a",{"$numberInt":"7"}],"sizes":[{"w":{"$numberInt":"1"}},{"w":{"$numberLong":"2"},"h":null}],"size":{"W":{"$numberInt":"3"}},
             "lengths":{"x":{"$numberInt":"1"}},"rest":{"a":true},"kind":"Friday","life":"1.02:00:00","readOnly":"changed","unknown":1}
            """));

        Assert.Equal(("6650a1f2c3d4e5f6a7b8c9d0", "nuts", 40, 1.5), (item._id, item.Name, item.Stock, item.Price));
        Assert.Equal((DateTime.UnixEpoch, DayOfWeek.Friday, new TimeSpan(26, 0, 0)), (item.Since, item.Kind, item.Life));
        Assert.Equal(["a", "7"], item.Tags!);
        Assert.Equal([new Size(1), new Size(2)], item.Sizes!);
        Assert.Equal((new Size(3), 1L, "kept"), (item.Size, item.Lengths!["x"], item.ReadOnly));
        Assert.IsType<PSObject>(item.Rest);
    }

    [Fact]
    public void Of_names_that_differ_in_case_only_the_last_counts() =>
        Assert.Equal("NUTS", Assert.IsType<Item>(Read(typeof(Item), Text)).Name);

    [Theory]
    [InlineData("""{"stock":"many"}""", "$.stock")]
    [InlineData("""{"sizes":[{"w":1},{"w":"wide"}]}""", "$.sizes[1].W")]
    [InlineData("""{"lengths":{"x":"long"}}""", "$.lengths.x")]
    [InlineData("""{"guarded":-1}""", "$")]
    public void What_does_not_fit_is_named(string json, string path)
    {
        var error = Assert.Throws<EjsonException>(() => Read(typeof(Item), json));

        Assert.Equal(path, error.Path);
        Assert.Contains("does not fit into a", error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_of_a_script_is_as_good_as_any()
    {
        using var runspace = new ModuleRunspace();
        object? made = null;
        Action<Type, object> make = (type, document) => made = TypedDocument.Make(document, type);

        runspace.Run(
            "param($make, $document) class Part { [int] $W }; class Item { [string] $Name; [Part[]] $Parts; [decimal] $Price = 7; hidden [int] $Stock };" +
            "$make.Invoke([Item], $document)", make,
            PSValues.Read(Encoding.UTF8.GetBytes("""{"name":"nuts","parts":[{"w":{"$numberInt":"1"}}],"stock":{"$numberInt":"2"}}""")));

        PSObject item = PSObject.AsPSObject(made!);
        Assert.Equal("Item", item.BaseObject.GetType().Name);
        Assert.Equal(("nuts", 7m), (item.Properties["Name"].Value, item.Properties["Price"].Value));
        Assert.Equal(1, PSObject.AsPSObject(((Array)item.Properties["Parts"].Value).GetValue(0)!).Properties["W"].Value);
    }

    private static object? Read(object given, string json)
    {
        DocumentForm form = DocumentForm.Find(given)!;
        return form.Make(form.Format.Reader.Read(json));
    }

    public sealed class Item
    {
        public string? _id { get; set; }

        public string? Name { get; set; }

        public int Stock { get; set; }

        public double? Price { get; set; }

        public DateTime Since { get; set; }

        public DayOfWeek Kind { get; set; }

        public TimeSpan Life { get; set; }

        public List<string>? Tags { get; set; }

        public IReadOnlyList<Size>? Sizes { get; set; }

        public Size? Size { get; set; }

        public Dictionary<string, long>? Lengths { get; set; }

        public object? Rest { get; set; }

        public string ReadOnly { get; } = "kept";

        public int Guarded
        {
            get;
            set => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value));
        }
    }

    public sealed record Size(int W, int? H = null);
}
