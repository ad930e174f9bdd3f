using System.Security.Cryptography;
using System.Threading.Tasks;
using AppServices.Tests.Functions;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Utils;

/// <summary><c>utils.jwt</c> with tokens that others made (app-folder 4.6).</summary>
public sealed class JwtTests
{
    private const string Token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ1MSIsIm4iOjF9.p3RglX3rsqb9YOk43CxdvWNdFitErbiP0Ca6729SvtU";

    [Theory]
    [InlineData("encode('HS256', { sub: 'u1', n: 1 }, 'k')", Token)]
    [InlineData("encode('HS256', { sub: 'u1' }, 'k', { kid: 'k1' })", "eyJhbGciOiJIUzI1NiIsImtpZCI6ImsxIiwidHlwIjoiSldUIn0.eyJzdWIiOiJ1MSJ9.ULOXPAsHLoXXePsEXXOQyE_Q-vwy1GjF-uDISFRMxqg")]
    [InlineData("encode('HS256', { sub: 'u1', n: 1 }, BSON.Binary.fromText('k'))", Token)]
    public async Task Tokens_are_made_as_the_hosted_service_made_them(string call, string expected) =>
        Assert.Equal(expected, (await new FunctionFixture($"exports = () => utils.jwt.{call};").CallAsync("f", [])).AsString);

    [Theory]
    [InlineData("decode(token, 'k')", """{"sub":"u1","n":{"$numberDouble":"1.0"}}""")]
    [InlineData("decode(token, 'k', true)", """{"header":{"alg":"HS256","typ":"JWT"},"payload":{"sub":"u1","n":{"$numberDouble":"1.0"}}}""")]
    [InlineData("decode(token, 'k', false, ['RS256', 'HS256'])", """{"sub":"u1","n":{"$numberDouble":"1.0"}}""")]
    [InlineData("decode(utils.jwt.encode('HS512', { d: [1.5, null, true, { x: 'Zoë' }], exp: 4e9, nbf: 5 }, 's'), 's')", """{"d":[{"$numberDouble":"1.5"},null,true,{"x":"Zoë"}],"exp":{"$numberDouble":"4000000000.0"},"nbf":{"$numberDouble":"5.0"}}""")]
    [InlineData("decode(utils.jwt.encode('HS384', { id: new BSON.ObjectId('6650a1f2c3d4e5f6a7b8c9d0') }, 's'), 's')", """{"id":"6650a1f2c3d4e5f6a7b8c9d0"}""")]
    public async Task Tokens_are_read(string call, string expected) =>
        Assert.Equal(expected, await new FunctionFixture($"const token = '{Token}'; exports = () => utils.jwt.{call};").CallAsync());

    [Theory]
    [InlineData("decode(token, 'other')", "the token's signature is invalid")]
    [InlineData("decode(token.slice(0, -1), 'k')", "the token is malformed")]
    [InlineData("decode(token.replace('p3R', 'p3S'), 'k')", "the token's signature is invalid")]
    [InlineData("decode('a.b', 'k')", "the token is malformed")]
    [InlineData("decode('', 'k')", "the token is malformed")]
    [InlineData("decode('!.!.!', 'k')", "the token is malformed")]
    [InlineData("decode('W10.W10.', 'k')", "the token is malformed")]
    [InlineData("decode('eyJhbGciOiJub25lIn0.e30.', '')", "a signing method is HS, RS, ES or PS with 256, 384 or 512, not 'none'")]
    [InlineData("decode('e30.e30.', '')", "a signing method is HS, RS, ES or PS with 256, 384 or 512, not ''")]
    [InlineData("decode(token, 'k', false, ['RS256'])", "the token's signing method 'HS256' is not accepted")]
    [InlineData("decode(token, 'k', false, [])", "the token's signing method 'HS256' is not accepted")]
    [InlineData("decode(utils.jwt.encode('HS256', { exp: 1 }, 'k'), 'k')", "the token is expired")]
    [InlineData("decode(utils.jwt.encode('HS256', { exp: 'never' }, 'k'), 'k')", "the token is expired")]
    [InlineData("decode(utils.jwt.encode('HS256', { nbf: 4e9 }, 'k'), 'k')", "the token is not valid yet")]
    [InlineData("decode(utils.jwt.encode('HS256', {}, '-----BEGIN PUBLIC KEY-----'), '-----BEGIN PUBLIC KEY-----')", "the token's signing method 'HS256' does not go with a public key")]
    [InlineData("encode('HS255', {}, 'k')", "a signing method is HS, RS, ES or PS with 256, 384 or 512, not 'HS255'")]
    [InlineData("encode('none', {}, 'k')", "a signing method is HS, RS, ES or PS with 256, 384 or 512, not 'none'")]
    [InlineData("encode('HS256', 'text', 'k')", "the payload of a token must be an object")]
    [InlineData("encode('HS256', undefined, 'k')", "the payload of a token must be an object")]
    [InlineData("encode('HS256', {}, 'k', 'h')", "the header of a token must be an object")]
    [InlineData("encode('HS256', {}, {})", "a string or a BSON.Binary is expected")]
    [InlineData("encode('RS256', {}, 'k')", "a private key for RSA (PKCS#1) is expected")]
    [InlineData("encode('ES256', {}, 'k')", "a key for ECDSA in PEM is expected")]
    public async Task What_cannot_be_is_an_error_to_catch(string call, string problem) =>
        Assert.Equal(problem, (await new FunctionFixture($"const token = '{Token}'; exports = () => {{ try {{ return utils.jwt.{call}; }} catch (e) {{ return e.message; }} }}").CallAsync("f", [])).ToString());

    [Theory]
    [InlineData("RS256")]
    [InlineData("RS512")]
    [InlineData("PS384")]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    public async Task Pairs_of_keys_sign_and_verify(string method)
    {
        using RSA rsa = RSA.Create(1024), otherRsa = RSA.Create(1024);
        ECCurve curve = method switch { "ES256" => ECCurve.NamedCurves.nistP256, "ES384" => ECCurve.NamedCurves.nistP384, _ => ECCurve.NamedCurves.nistP521 };
        using ECDsa ec = ECDsa.Create(curve), otherEc = ECDsa.Create(curve);
        bool isEc = method[0] == 'E';
        var app = new FunctionFixture($$"""
            exports = (secret, open, other) => {
              const token = utils.jwt.encode('{{method}}', { sub: 'u1' }, secret);
              try { utils.jwt.decode(token, other); } catch (e) { return [utils.jwt.decode(token, open, true), e.message]; }
            };
            """);
        BsonValue[] keys = isEc
            ? [ec.ExportPkcs8PrivateKeyPem(), ec.ExportSubjectPublicKeyInfoPem(), otherEc.ExportSubjectPublicKeyInfoPem()]
            : [rsa.ExportPkcs8PrivateKeyPem(), rsa.ExportSubjectPublicKeyInfoPem(), otherRsa.ExportSubjectPublicKeyInfoPem()];
        Assert.Equal(
            $$$"""[{"header":{"alg":"{{{method}}}","typ":"JWT"},"payload":{"sub":"u1"}},"the token's signature is invalid"]""",
            FunctionFixture.Text(await app.CallAsync("f", keys)));
    }
}
