using System.Text.Json;

namespace CteFast.Explain;

public sealed partial class Explanation
{
    /// <summary>Writes the arrays that shap's plots take, as a JSON object: <c>shap.Explanation(**{name: numpy.array(array)})</c>.</summary>
    /// <remarks>
    /// <c>values</c> is r x p of a model with one output and r x p x k of one with several, <c>base_values</c> r or r x k, <c>data</c> r x p with null
    /// for a missing value or a group of several columns, <c>feature_names</c> p names. Numbers are written so that reading them gives the same bits.
    /// </remarks>
    /// <param name="stream">Receives the JSON in UTF-8; left open.</param>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public void WriteShapArrays(Stream stream)
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteStartArray("values");
        for (int row = 0; row < RowCount; row++) WriteValues(json, row);
        json.WriteEndArray();

        json.WriteStartArray("base_values");
        for (int row = 0; row < RowCount; row++) WriteOutputs(json, output => BaseValues[output]);
        json.WriteEndArray();

        json.WriteStartArray("data");
        for (int row = 0; row < RowCount; row++)
        {
            json.WriteStartArray();
            foreach (float value in FeatureValues(row))
            {
                if (float.IsFinite(value)) json.WriteNumberValue(value);
                else json.WriteNullValue();
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray("feature_names");
        foreach (string name in FeatureNames) json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteValues(Utf8JsonWriter json, int row)
    {
        json.WriteStartArray();
        for (int j = 0; j < FeatureCount; j++)
        {
            int feature = j;
            WriteOutputs(json, output => Values(row, output)[feature]);
        }

        json.WriteEndArray();
    }

    /// <summary>A number of a model with one output, else an array of them.</summary>
    private void WriteOutputs(Utf8JsonWriter json, Func<int, double> value)
    {
        if (OutputCount > 1) json.WriteStartArray();
        for (int output = 0; output < OutputCount; output++) json.WriteNumberValue(value(output));
        if (OutputCount > 1) json.WriteEndArray();
    }
}
