using System.ComponentModel.DataAnnotations;

namespace SolarFlare.Quotes;

/// <summary>The old form: everything the sales department ever wanted to know.</summary>
public sealed class LongForm
{
    [Display(Name = "First name")]
    [Required(ErrorMessage = "Please tell us your first name.")]
    [StringLength(100, ErrorMessage = "At most 100 characters.")]
    public string? FirstName { get; set; }

    [Display(Name = "Last name")]
    [Required(ErrorMessage = "Please tell us your last name.")]
    [StringLength(100, ErrorMessage = "At most 100 characters.")]
    public string? LastName { get; set; }

    [Display(Name = "Email")]
    [Required(ErrorMessage = "Please tell us your email address.")]
    [EmailAddress(ErrorMessage = "This is no email address.")]
    [StringLength(254, ErrorMessage = "At most 254 characters.")]
    public string? Email { get; set; }

    [Display(Name = "Phone")]
    [Required(ErrorMessage = "Please tell us your phone number.")]
    [RegularExpression(@"\+?[0-9 ()/.\-]{6,30}", ErrorMessage = "6 to 30 digits, please.")]
    public string? Phone { get; set; }

    [Display(Name = "Street and number")]
    [Required(ErrorMessage = "Please tell us the street.")]
    [StringLength(200, ErrorMessage = "At most 200 characters.")]
    public string? Street { get; set; }

    [Display(Name = "Postcode")]
    [Required(ErrorMessage = "Please tell us the postcode.")]
    [RegularExpression(@"[0-9A-Za-z \-]{3,10}", ErrorMessage = "3 to 10 letters and digits, please.")]
    public string? Postcode { get; set; }

    [Display(Name = "Town")]
    [Required(ErrorMessage = "Please tell us the town.")]
    [StringLength(100, ErrorMessage = "At most 100 characters.")]
    public string? Town { get; set; }

    [Display(Name = "Kind of roof")]
    [Required(ErrorMessage = "Please choose one.")]
    public Roof? Roof { get; set; }

    [Display(Name = "The roof faces")]
    [Required(ErrorMessage = "Please choose one.")]
    public Facing? Facing { get; set; }

    [Display(Name = "Roof area in m²")]
    [Required(ErrorMessage = "Please tell us the area.")]
    [Range(5, 2000, ErrorMessage = "5 to 2,000 m², please.")]
    public int? Area { get; set; }

    [Display(Name = "Year the house was built")]
    [Required(ErrorMessage = "Please tell us the year.")]
    [Range(1500, 2100, ErrorMessage = "A year with four digits, please.")]
    public int? Built { get; set; }

    [Display(Name = "Electricity used in a year, in kWh")]
    [Required(ErrorMessage = "It stands on your last bill.")]
    [Range(100, 1_000_000, ErrorMessage = "100 to 1,000,000 kWh, please.")]
    public int? Consumption { get; set; }

    [Display(Name = "I want a battery")]
    public bool Battery { get; set; }

    [Display(Name = "Anything else we should know")]
    [StringLength(2000, ErrorMessage = "At most 2,000 characters.")]
    public string? Remarks { get; set; }
}

public enum Roof
{
    Pitched,
    Flat,
    Shed,
}

public enum Facing
{
    South,
    East,
    West,
    North,
}
