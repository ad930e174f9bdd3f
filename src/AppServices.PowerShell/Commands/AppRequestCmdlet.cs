using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Net.Http.Headers;
using System.Text;
using System.Threading.Tasks;
using AppServices.Completion;
using AppServices.Documents;
using AppServices.Ejson;
using AppServices.Errors;
using AppServices.Values;

namespace AppServices.Commands;

/// <summary>
/// What the cmdlets share that send a request of the user's own making. Names and meanings are those of Invoke-RestMethod.
/// </summary>
public abstract class AppRequestCmdlet : AppCmdlet
{
    /// <summary>The HTTP method; GET without a body, POST with one.</summary>
    [Parameter]
    [ValidateSet("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")]
    public string? Method { get; set; }

    /// <summary>
    /// What is sent: text and bytes as they are, anything else as JSON. Each piped object is a request of its own.
    /// </summary>
    [Parameter(Position = 1, ValueFromPipeline = true)]
    [AllowNull, AllowEmptyCollection, AllowEmptyString]
    [NoCompletion]
    public object? Body { get; set; }

    /// <summary>The media type of the body; <c>application/json</c> by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string ContentType { get; set; } = "application/json";

    /// <summary>Names and values of the query; several values of a name are an array.</summary>
    [Parameter]
    [ValidateNotNull]
    [NoCompletion]
    public IDictionary? Query { get; set; }

    /// <summary>More headers.</summary>
    [Parameter]
    [ValidateNotNull]
    [NoCompletion]
    public IDictionary? Headers { get; set; }

    /// <summary>Returns an array as one object instead of its elements.</summary>
    [Parameter]
    public SwitchParameter NoEnumerate { get; set; }

    /// <summary>Returns what a failed reply holds instead of an error.</summary>
    [Parameter]
    public SwitchParameter SkipHttpErrorCheck { get; set; }

    /// <summary>The name of the variable that gets the status of the reply, without <c>$</c>.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? StatusCodeVariable { get; set; }

    /// <summary>The name of the variable that gets the headers of the reply, without <c>$</c>.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? ResponseHeadersVariable { get; set; }

    // Null is a body, too: the JSON null.
    private bool HasBody => MyInvocation.BoundParameters.ContainsKey(nameof(Body)) || MyInvocation.ExpectingInput;

    /// <summary>The request; its path still lacks the query.</summary>
    /// <exception cref="EjsonException">The body cannot be written.</exception>
    private protected RawRequest CreateRequest(string path, string action, IEnumerable<KeyValuePair<string, string>> query)
    {
        Encoding encoding = CheckedEncoding();
        string text = string.Join("&", Pairs(Query).Concat(query).Select(
            pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));
        return new RawRequest(Method ?? (HasBody ? "POST" : "GET"), text.Length == 0 ? path : $"{path}?{text}", action)
        {
            Body = HasBody ? Write(DocumentInput.Unwrap(Body), encoding) : default,
            ContentType = ContentType,
            Headers = Pairs(Headers).Select(Checked).ToArray(),
        };
    }

    /// <summary>Sends a request and writes its result, or the error that the reply is.</summary>
    private protected Task SendAsync(string target, Func<RawRequest> create, Func<RawRequest, Task<RawReply>> send) =>
        AttemptAsync(MyInvocation.ExpectingInput ? Body : target, async () =>
        {
            RawRequest request = create();
            RawReply reply = await send(request);
            if (StatusCodeVariable is not null) SessionState.PSVariable.Set(StatusCodeVariable, reply.StatusCode);
            if (ResponseHeadersVariable is not null) SessionState.PSVariable.Set(ResponseHeadersVariable, HeaderTable(reply));
            if (!reply.IsSuccess && !SkipHttpErrorCheck) throw reply.ToException(request.Action);
            object? value = Read(reply, request.Action);
            if (!reply.Body.IsEmpty) WriteObject(value, enumerateCollection: value is object?[] && !NoEnumerate);
        });

    private object? Read(RawReply reply, string action) => reply.MediaType switch
    {
        _ when reply.Body.IsEmpty => null,
        "application/json" or "application/ejson" => ReadJson(reply, action),
        null => Decode(reply),
        var type when type.StartsWith("text/", StringComparison.Ordinal) || type.EndsWith("+json", StringComparison.Ordinal)
            || type.EndsWith("xml", StringComparison.Ordinal) || type == "application/javascript" => Decode(reply),
        _ => reply.Body.ToArray(),
    };

    private object? ReadJson(RawReply reply, string action)
    {
        string text = Decode(reply);
        try
        {
            return PSValues.Format.Reader.Read(text);
        }
        catch (EjsonException error)
        {
            return SkipHttpErrorCheck
                ? text
                : throw reply.ToInvalid(action, "the JSON that its type promises; -SkipHttpErrorCheck returns it as text", error);
        }
    }

    // As other clients do, UTF-8 is taken for what nobody knows.
    private static string Decode(RawReply reply) => (FindEncoding(reply.CharSet) ?? Encoding.UTF8).GetString(reply.Body.ToArray());

    private static Encoding? FindEncoding(string? charset)
    {
        if (charset is null) return Encoding.UTF8;
        try
        {
            return Encoding.GetEncoding(charset.Trim('"'), EncoderFallback.ExceptionFallback, DecoderFallback.ReplacementFallback);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static Hashtable HeaderTable(RawReply reply)
    {
        var table = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (KeyValuePair<string, IReadOnlyList<string>> header in reply.Headers) table[header.Key] = header.Value.ToArray();
        return table;
    }

    private static ReadOnlyMemory<byte> Write(object? body, Encoding encoding)
    {
        if (body is byte[] bytes) return bytes;
        try
        {
            return encoding.GetBytes(body as string ?? EjsonConvert.Serialize(body, PSValues.WriterOf(EjsonMode.Relaxed)));
        }
        catch (EncoderFallbackException error)
        {
            throw new EjsonException(
                $"The body has characters that {encoding.WebName} lacks. Name utf-8 as the charset of -ContentType.", error);
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Pairs(IDictionary? table)
    {
        if (table is null) yield break;
        foreach (DictionaryEntry entry in table)
        {
            object? value = PSValues.Unwrap(entry.Value);
            IEnumerable<object?> values = value is IEnumerable several and not string ? several.Cast<object?>() : [value];
            foreach (object? each in values) yield return new(Text(entry.Key), Text(PSValues.Unwrap(each)));
        }
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>Ends the cmdlet because of what holds for every request.</summary>
    private protected Exception Refused(string given, string message, string advice) =>
        Terminate(ErrorRecords.Create("AppArgumentInvalid", ErrorCategory.InvalidArgument, given, message, advice));

    private KeyValuePair<string, string> Checked(KeyValuePair<string, string> header) =>
        header.Key.Length == 0 || header.Key.Any(letter => letter is <= ' ' or > '~' or ':') || header.Value.Any(char.IsControl)
            ? throw Refused(
                header.Key, $"The header '{header.Key}' cannot be sent.", "Names are visible ASCII without a colon, values one line.")
            : header;

    private Encoding CheckedEncoding()
    {
        if (!MediaTypeHeaderValue.TryParse(ContentType, out MediaTypeHeaderValue? type))
            throw Refused(
                ContentType, $"'{ContentType}' is no media type.", "Give one such as application/json or text/plain; charset=utf-8.");
        return FindEncoding(type.CharSet) ?? throw Refused(
            ContentType, $"The charset '{type.CharSet}' is not known here.",
            "Give one such as utf-8 or iso-8859-1, or pass the body as bytes.");
    }
}
