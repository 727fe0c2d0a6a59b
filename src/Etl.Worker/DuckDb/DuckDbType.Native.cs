using System.Runtime.InteropServices;
using Etl.Worker.DuckDb.Native;

namespace Etl.Worker.DuckDb;

public sealed unsafe partial class DuckDbType
{
    private static readonly Action<nint> DestroyType = static value => NativeMethods.duckdb_destroy_logical_type(ref value);

    /// <summary>Describes a native logical type and destroys it.</summary>
    internal static DuckDbType Take(nint type)
    {
        using var owner = new NativeHandle(type, DestroyType);
        var id = NativeMethods.duckdb_get_type_id(type);
        var alias = NativeMethods.duckdb_logical_type_get_alias(type);
        var described = new DuckDbType(id)
        {
            Alias = alias is null ? null : NativeMethods.TakeText(alias),
            Fields = FieldsOf(id, type),
            Labels = id == DuckDbTypeId.Enum ? LabelsOf(type) : [],
            Size = id == DuckDbTypeId.Array ? checked((int)NativeMethods.duckdb_array_type_array_size(type)) : 0,
            Width = id == DuckDbTypeId.Decimal ? NativeMethods.duckdb_decimal_width(type) : 0,
            Scale = id == DuckDbTypeId.Decimal ? NativeMethods.duckdb_decimal_scale(type) : 0,
        };
        return described;
    }

    /// <summary>A native logical type of this description, owned by the caller.</summary>
    internal NativeHandle ToNative() => new(CreateNative(), DestroyType);

    private static DuckDbField[] FieldsOf(DuckDbTypeId id, nint type)
    {
        switch (id)
        {
            case DuckDbTypeId.List:
                return [new("element", Take(NativeMethods.duckdb_list_type_child_type(type)))];
            case DuckDbTypeId.Array:
                return [new("element", Take(NativeMethods.duckdb_array_type_child_type(type)))];
            case DuckDbTypeId.Map:
                return [new("key", Take(NativeMethods.duckdb_map_type_key_type(type))),
                    new("value", Take(NativeMethods.duckdb_map_type_value_type(type)))];
            case DuckDbTypeId.Struct:
                var fields = new DuckDbField[NativeMethods.duckdb_struct_type_child_count(type)];
                for (var i = 0; i < fields.Length; i++)
                    fields[i] = new(NativeMethods.TakeText(NativeMethods.duckdb_struct_type_child_name(type, (ulong)i)),
                        Take(NativeMethods.duckdb_struct_type_child_type(type, (ulong)i)));
                return fields;
            case DuckDbTypeId.Union:
                var members = new DuckDbField[NativeMethods.duckdb_union_type_member_count(type)];
                for (var i = 0; i < members.Length; i++)
                    members[i] = new(NativeMethods.TakeText(NativeMethods.duckdb_union_type_member_name(type, (ulong)i)),
                        Take(NativeMethods.duckdb_union_type_member_type(type, (ulong)i)));
                return members;
            default:
                return [];
        }
    }

    private static string[] LabelsOf(nint type)
    {
        var labels = new string[NativeMethods.duckdb_enum_dictionary_size(type)];
        for (var i = 0; i < labels.Length; i++)
            labels[i] = NativeMethods.TakeText(NativeMethods.duckdb_enum_dictionary_value(type, (ulong)i));
        return labels;
    }

    private nint CreateNative()
    {
        using var children = new NativeTypes([.. Fields.Select(field => field.Type)]);
        using var names = new NativeNames(Id == DuckDbTypeId.Enum ? Labels : [.. Fields.Select(field => field.Name)]);
        return Id switch
        {
            DuckDbTypeId.Decimal => NativeMethods.duckdb_create_decimal_type((byte)Width, (byte)Scale),
            DuckDbTypeId.List => NativeMethods.duckdb_create_list_type(children.Pointer[0]),
            DuckDbTypeId.Array => NativeMethods.duckdb_create_array_type(children.Pointer[0], (ulong)Size),
            DuckDbTypeId.Map => NativeMethods.duckdb_create_map_type(children.Pointer[0], children.Pointer[1]),
            DuckDbTypeId.Struct => NativeMethods.duckdb_create_struct_type(children.Pointer, names.Pointer, (ulong)Fields.Count),
            DuckDbTypeId.Union => NativeMethods.duckdb_create_union_type(children.Pointer, names.Pointer, (ulong)Fields.Count),
            DuckDbTypeId.Enum => NativeMethods.duckdb_create_enum_type(names.Pointer, (ulong)Labels.Count),
            _ => NativeMethods.duckdb_create_logical_type(Id),
        };
    }
}
