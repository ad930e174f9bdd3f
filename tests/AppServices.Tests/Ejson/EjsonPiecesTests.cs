using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using AppServices.Ejson;
using Xunit;

namespace AppServices.Tests.Ejson;

/// <summary>Text that lies in pieces, and values that are read one by one from a stream.</summary>
public sealed class EjsonPiecesTests
{
    private const string Text = "{\"é\\n\":[{\"$date\":{\"$numberLong\":\"1700000000000\"}},{\"$binary\":{\"base64\":\"AQIDBA==\",\"subType\":\"80\"}},12345,-1.25e10,9223372036854775808],"
        + "\"\\u0024oid2\":{\"\\u0024numberDecimal\":\"1.10\"},\"text\":\"some \\\"text\\\" ☆\",\"u\":{\"$uuid\":\"0f1e2d3c-4b5a-4968-8776-655443322110\"},\"r\":{\"$regex\":\"a\\u0062\",\"$options\":\"i\"},"
        + "\"d\":{\"$numberDouble\":\"2.5\"},\"t\":{\"$timestamp\":{\"t\":4294967295,\"i\":1}},\"o\":{\"$oid\":\"6650a1f2c3d4e5f6a7b8c9d0\"},\"s\":{\"$scope\":{\"a\":null},\"$code\":\"x\"}}";

    [Fact]
    public void Text_cut_anywhere_gives_the_same_value()
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(Text);
        string whole = EjsonConvert.Serialize(EjsonConvert.Parse(utf8));
        EjsonReader reader = new();
        for (int size = 1; size < 40; size++) Assert.Equal(whole, EjsonConvert.Serialize(reader.Read(Pieces(utf8, size))));
        for (int cut = 1; cut < utf8.Length; cut++) Assert.Equal(whole, EjsonConvert.Serialize(reader.Read(Pieces(utf8, cut))));
    }

    [Fact]
    public void Errors_in_pieces_have_the_same_place_as_in_one()
    {
        foreach (string text in (string[])["{\"a\":1,\n\"bcd\":{\"$oid\":\"6650\"}}", "{\"a\":[true,\n\n fals]}", "\uFEFF[\"\\ud800\"]"])
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(text);
            EjsonException one = Assert.Throws<EjsonException>(() => EjsonConvert.Parse(utf8));
            for (int size = 1; size < utf8.Length; size++)
            {
                ReadOnlySequence<byte> pieces = Pieces(utf8, size);
                EjsonException many = Assert.Throws<EjsonException>(() => new EjsonReader().Read(pieces));
                Assert.Equal((one.Path, one.Line, one.Column, one.Offset), (many.Path, many.Line, many.Column, many.Offset));
            }
        }
    }

    [Fact]
    public void The_elements_of_an_array_can_be_read_as_they_arrive()
    {
        byte[] utf8 = Encoding.UTF8.GetBytes("[" + Text + ",\n" + Text + ", 5 ," + Text + "]");
        object? expected = EjsonConvert.Parse(utf8);
        for (int chunk = 1; chunk < 400; chunk += 7) Assert.Equal(EjsonConvert.Serialize(expected), EjsonConvert.Serialize(ReadInChunks(utf8, chunk)));
    }

    [Fact]
    public void An_incomplete_value_leaves_the_reader_where_it_was()
    {
        EjsonReader ejson = new();
        Utf8JsonReader reader = new("[{\"a\":{\"$oid\""u8, isFinalBlock: false, new JsonReaderState(ejson.JsonOptions));
        Assert.False(ejson.TryReadValue(ref reader, out _));
        Assert.True(reader.Read());
        Assert.True(reader.Read());
        long before = reader.BytesConsumed;
        Assert.False(ejson.TryReadValue(ref reader, out _));
        Assert.Equal((before, JsonTokenType.StartObject), (reader.BytesConsumed, reader.TokenType));
    }

    [Fact]
    public void An_error_in_an_element_has_its_path_within_the_element()
    {
        EjsonReader ejson = new();
        Utf8JsonReader reader = new("[1, {\"a\":[true, {\"$oid\":1}]}]"u8, ejson.JsonOptions);
        for (int i = 0; i < 3; i++) reader.Read();
        EjsonException error = Fail(ejson, ref reader);
        Assert.Equal(("$.a[1]", (long?)24, (long?)null), (error.Path, error.Offset, error.Line));
        Assert.Contains("byte offset 24", error.Message, StringComparison.Ordinal);

        Utf8JsonReader malformed = new("{\"a\":[1,\nx]}"u8, ejson.JsonOptions);
        error = Fail(ejson, ref malformed);
        Assert.Equal(("$.a[0]", 2L, 1L), (error.Path, error.Line, error.Column));
    }

    private static EjsonException Fail(EjsonReader ejson, ref Utf8JsonReader reader)
    {
        try
        {
            ejson.ReadValue(ref reader);
        }
        catch (EjsonException error)
        {
            return error;
        }

        throw new InvalidOperationException("The value was read.");
    }

    /// <summary>As a stream would be read: what is left of a chunk is put before the next.</summary>
    private static object?[] ReadInChunks(byte[] utf8, int chunk)
    {
        EjsonReader ejson = new();
        List<object?> elements = [];
        JsonReaderState state = new(ejson.JsonOptions);
        bool inside = false;
        for (int start = 0, end = 0; ;)
        {
            end = Math.Min(end + chunk, utf8.Length);
            Utf8JsonReader reader = new(utf8.AsSpan(start, end - start), isFinalBlock: end == utf8.Length, state);
            if (!inside && reader.Read()) inside = true;
            while (inside)
            {
                Utf8JsonReader next = reader;
                if (!next.Read()) break;
                if (next.TokenType == JsonTokenType.EndArray) return [.. elements];
                if (!ejson.TryReadValue(ref next, out object? element)) break;
                elements.Add(element);
                reader = next;
            }

            start += (int)reader.BytesConsumed;
            state = reader.CurrentState;
        }
    }

    private static ReadOnlySequence<byte> Pieces(byte[] utf8, int size)
    {
        Piece first = new(utf8.AsMemory(0, Math.Min(size, utf8.Length)), null), last = first;
        for (int at = size; at < utf8.Length; at += size) last = new Piece(utf8.AsMemory(at, Math.Min(size, utf8.Length - at)), last);
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, Piece? before)
        {
            Memory = memory;
            if (before is null) return;
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }
    }
}
