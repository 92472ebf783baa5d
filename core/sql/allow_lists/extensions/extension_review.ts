// The review of extensions: which of their functions a query may call. A name counts only for a
// function that belongs to the extension (pg_depend), never for a user's of the same name. Each
// computes from its arguments: none writes, waits, sets anything, reads a file or the network, or
// runs SQL held in text. An extension or a name that is missing here is refused.

/** What was found in one extension. */
export interface ReviewedExtension {
  /** Functions that may be called, as blank-separated names. */
  readonly functions: string;
  /**
   * Functions with effects, or that run what they are given: not even a view may call them. Those
   * in neither list stand behind the extension's operators, types and indexes, or are not of use.
   */
  readonly harmful?: string;
  /** Operators that call one of those. */
  readonly harmfulOperators?: string;
}

/** The reviewed extensions by `pg_extension.extname`. */
export const EXTENSION_REVIEW: Readonly<Record<string, ReviewedExtension>> = {
  btree_gin: { functions: "" },
  btree_gist: {
    functions: `cash_dist date_dist float4_dist float8_dist int2_dist int4_dist int8_dist
      interval_dist oid_dist time_dist ts_dist tstz_dist`,
  },
  citext: {
    functions: `citext max min regexp_match regexp_matches regexp_replace regexp_split_to_array
      regexp_split_to_table replace split_part strpos translate`,
  },
  cube: {
    functions: `cube cube_contained cube_contains cube_coord cube_coord_llur cube_dim cube_distance
      cube_enlarge cube_inter cube_is_point cube_ll_coord cube_overlap cube_size cube_subset
      cube_union cube_ur_coord distance_chebyshev distance_taxicab`,
  },
  earthdistance: {
    functions: `earth earth_box earth_distance gc_to_sec geo_distance latitude ll_to_earth longitude
      sec_to_gc`,
  },
  fuzzystrmatch: {
    functions: `daitch_mokotoff difference dmetaphone dmetaphone_alt levenshtein
      levenshtein_less_equal metaphone soundex text_soundex`,
  },
  // Without populate_record: it makes rows of a type that no cast names.
  hstore: {
    functions: `akeys avals defined delete each exist exists_all exists_any fetchval hs_concat
      hs_contained hs_contains hstore hstore_to_array hstore_to_json hstore_to_json_loose
      hstore_to_jsonb hstore_to_jsonb_loose hstore_to_matrix isdefined isexists skeys slice
      slice_array svals tconvert`,
    harmful: "populate_record",
    harmfulOperators: "#=",
  },
  intarray: {
    functions: `icount idx intarray_del_elem intarray_push_array intarray_push_elem intset
      intset_subtract intset_union_elem sort sort_asc sort_desc subarray uniq`,
  },
  // Without isn_weak, which sets how the session reads numbers.
  isn: {
    functions: `is_valid isbn isbn13 ismn ismn13 issn issn13 make_valid upc`,
    harmful: "isn_weak",
  },
  ltree: { functions: "index lca ltree2text nlevel subltree subpath text2ltree" },
  // Without set_limit, which sets the session's threshold.
  pg_trgm: {
    functions: `show_limit show_trgm similarity similarity_dist strict_word_similarity
      word_similarity`,
    harmful: "set_limit",
  },
  // Hashes and random values only. Ciphers are no business of a query, and crypt's cost has no
  // useful bound while it folds.
  pgcrypto: {
    functions: "digest gen_random_bytes gen_random_uuid hmac",
    harmful: "crypt fips_mode gen_salt",
  },
  // What computes from its arguments. Without what reads tables or their statistics by name
  // (ST_EstimatedExtent, ST_FindExtent, UpdateGeometrySRID …), XML readers, ST_GeneratePoints, which
  // makes as many points as it is told to, and ST_FromFlatGeobuf, which makes rows of a type that no
  // cast names. What others do by one of their arguments is in argument_bounds.ts.
  postgis: {
    functions: `box2d box3d geography geometry geometrytype postgis_lib_version postgis_version
      st_3dclosestpoint st_3ddistance st_3ddwithin st_3dextent st_3dintersects st_3dlength
      st_3dlongestline st_3dmakebox st_3dmaxdistance st_3dperimeter st_3dshortestline st_addmeasure
      st_addpoint st_affine st_angle st_area st_asbinary st_asencodedpolyline st_asewkb st_asewkt
      st_asgeojson st_asgeobuf st_asgml st_ashexewkb st_askml st_aslatlontext st_asmarc21 st_asmvt
      st_asmvtgeom st_assvg st_astext st_astwkb st_asx3d st_azimuth st_bdmpolyfromtext st_boundary
      st_boundingdiagonal st_box2dfromgeohash st_buffer st_buildarea st_centroid st_chaikinsmoothing
      st_cleangeometry st_clipbybox2d st_closestpoint st_closestpointofapproach st_clusterdbscan
      st_clusterintersecting st_clusterintersectingwin st_clusterkmeans st_clusterwithin
      st_clusterwithinwin st_collect st_collectionextract st_collectionhomogenize st_combinebbox
      st_concavehull st_contains st_containsproperly st_convexhull st_coorddim st_coverageinvalidedges
      st_coveragesimplify st_coverageunion st_coveredby st_covers st_cpawithin st_crosses
      st_curvetoline st_delaunaytriangles st_dfullywithin st_difference st_dimension st_disjoint
      st_distance st_distancecpa st_distancesphere st_distancespheroid st_dump st_dumppoints
      st_dumprings st_dumpsegments st_dwithin st_endpoint st_envelope st_equals st_expand st_extent
      st_exteriorring st_filterbym st_flipcoordinates st_force2d st_force3d st_force3dm st_force3dz
      st_force4d st_forcecollection st_forcecurve st_forcepolygonccw st_forcepolygoncw
      st_forcerhr st_forcesfs st_frechetdistance st_geogfromtext st_geogfromwkb
      st_geographyfromtext st_geohash st_geomcollfromtext st_geomcollfromwkb st_geometricmedian
      st_geometryfromtext st_geometryn st_geometrytype st_geomfromewkb st_geomfromewkt
      st_geomfromgeohash st_geomfromgeojson st_geomfromtext st_geomfromtwkb st_geomfromwkb
      st_hasarc st_hasm st_hasz st_hausdorffdistance st_hexagon st_hexagongrid st_interiorringn
      st_interpolatepoint st_intersection st_intersects st_isclosed st_iscollection st_isempty
      st_ispolygonccw st_ispolygoncw st_isring st_issimple st_isvalid st_isvaliddetail
      st_isvalidreason st_isvalidtrajectory st_largestemptycircle st_length st_length2d
      st_lengthspheroid st_letters st_linecrossingdirection st_lineextend st_linefromencodedpolyline
      st_linefrommultipoint st_linefromtext st_linefromwkb st_lineinterpolatepoint
      st_lineinterpolatepoints st_linelocatepoint st_linemerge st_linestringfromwkb st_linesubstring
      st_linetocurve st_locatealong st_locatebetween st_locatebetweenelevations st_longestline st_m
      st_makebox2d st_makeenvelope st_makeline st_makepoint st_makepointm st_makepolygon
      st_makevalid st_maxdistance st_maximuminscribedcircle st_memcollect st_memsize st_memunion
      st_minimumboundingcircle st_minimumboundingradius st_minimumclearance
      st_minimumclearanceline st_mlinefromtext st_mpointfromtext st_mpolyfromtext st_multi st_ndims
      st_node st_normalize st_npoints st_nrings st_numgeometries st_numinteriorring
      st_numinteriorrings st_numpatches st_numpoints st_offsetcurve st_orderingequals
      st_orientedenvelope st_overlaps st_patchn st_perimeter st_perimeter2d st_point
      st_pointfromgeohash st_pointfromtext st_pointfromwkb st_pointinsidecircle st_pointm st_pointn
      st_pointonsurface st_points st_pointz st_pointzm st_polyfromtext st_polygon st_polygonfromtext
      st_polygonize st_project st_quantizecoordinates st_reduceprecision st_relate st_relatematch
      st_removeirrelevantpointsforview st_removepoint st_removerepeatedpoints st_removesmallparts
      st_reverse st_rotate st_rotatex st_rotatey st_rotatez st_scale st_scroll st_seteffectivearea
      st_setpoint st_setsrid st_sharedpaths st_shiftlongitude st_shortestline st_simplify
      st_simplifypolygonhull st_simplifypreservetopology st_simplifyvw st_snap st_snaptogrid
      st_split st_square st_squaregrid st_srid st_startpoint st_subdivide st_summary st_swapordinates
      st_symdifference st_tileenvelope st_touches st_transform st_translate st_transscale
      st_triangulatepolygon st_unaryunion st_union st_voronoilines st_voronoipolygons st_within
      st_wkbtosql st_wkttosql st_wrapx st_x st_xmax st_xmin st_y st_ymax st_ymin st_z st_zmax
      st_zmflag st_zmin`,
    harmful: `addgeometrycolumn addauth checkauth disablelongtransactions dropgeometrycolumn
      dropgeometrytable enablelongtransactions find_srid lockrow longtransactionsenabled
      populate_geometry_columns postgis_extensions_upgrade st_estimatedextent st_findextent
      st_fromflatgeobuf st_fromflatgeobuftotable unlockrows updategeometrysrid`,
  },
  seg: { functions: "seg_center seg_lower seg_size seg_upper" },
  // Without crosstab* and connectby, which run SQL held in text.
  tablefunc: {
    functions: "normal_rand",
    harmful: "connectby crosstab crosstab2 crosstab3 crosstab4",
  },
  timescaledb: {
    functions: `first histogram interpolate last locf time_bucket time_bucket_gapfill
      time_bucket_ng`,
    // What else it has reshapes tables, moves chunks and starts jobs.
    harmful: "*",
  },
  unaccent: { functions: "unaccent" },
  "uuid-ossp": {
    functions: `uuid_generate_v1 uuid_generate_v1mc uuid_generate_v3 uuid_generate_v4
      uuid_generate_v5 uuid_nil uuid_ns_dns uuid_ns_oid uuid_ns_url uuid_ns_x500`,
  },
  // pgvector
  vector: {
    functions: `array_to_halfvec array_to_sparsevec array_to_vector avg binary_quantize
      cosine_distance halfvec halfvec_to_float4 halfvec_to_sparsevec halfvec_to_vector
      hamming_distance inner_product jaccard_distance l1_distance l2_distance l2_norm l2_normalize
      sparsevec sparsevec_to_halfvec sparsevec_to_vector subvector sum vector vector_dims
      vector_norm vector_to_float4 vector_to_halfvec vector_to_sparsevec`,
  },
};
